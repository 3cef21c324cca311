import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.eclipse.rdf4j.common.transaction.IsolationLevels;
import org.eclipse.rdf4j.model.vocabulary.RDF4J;
import org.eclipse.rdf4j.repository.sail.SailRepository;
import org.eclipse.rdf4j.rio.RDFFormat;
import org.eclipse.rdf4j.sail.nativerdf.NativeStore;
import org.eclipse.rdf4j.sail.shacl.ShaclSail;
import org.eclipse.rdf4j.sail.shacl.ShaclSail.TransactionSettings.ValidationApproach;

/** A native store under ShaclSail: `load FOLDER QUADS`, or `serve FOLDER SHAPES PORT`, where an update is a transaction. */
public class ShaclServer {
    public static void main(String[] arguments) throws IOException {
        File folder = new File(arguments[1]);
        if (arguments[0].equals("load")) {
            load(folder, new File(arguments[2]));
        } else {
            serve(folder, new File(arguments[2]), Integer.parseInt(arguments[3]));
        }
    }

    private static void load(File folder, File quads) throws IOException {
        SailRepository repository = new SailRepository(new NativeStore(folder));
        try (var connection = repository.getConnection()) {
            connection.begin(IsolationLevels.NONE);
            connection.add(quads, RDFFormat.NQUADS);
            connection.commit();
        }
        repository.shutDown();
    }

    private static void serve(File folder, File shapes, int port) throws IOException {
        NativeStore store = new NativeStore(folder);
        store.setForceSync(true);
        SailRepository repository = new SailRepository(new ShaclSail(store));
        try (var connection = repository.getConnection()) {
            connection.begin(ValidationApproach.Disabled);
            connection.add(shapes, RDFFormat.TURTLE, RDF4J.SHACL_SHAPE_GRAPH);
            connection.commit();
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/sparql", exchange -> answer(repository, exchange));
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(repository::shutDown));
    }

    /** Commit what is posted; say to all else that it is there. */
    private static void answer(SailRepository repository, HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = 200;
        byte[] body = {};
        if (exchange.getRequestMethod().equals("POST")) {
            try (var connection = repository.getConnection()) {
                connection.begin();
                connection.prepareUpdate(text).execute();
                connection.commit();
            } catch (RuntimeException failure) {
                status = 422;
                body = String.valueOf(failure).getBytes(StandardCharsets.UTF_8);
            }
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
