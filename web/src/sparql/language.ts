/** SPARQL as an editor colours it. The service alone judges it, so this knows words and no grammar. */

import { StreamLanguage, type StreamParser } from "@codemirror/language";

/** What can stand alone as a word, with what is written after it where that is always the same. */
export const KEYWORDS =
  "SELECT CONSTRUCT DESCRIBE ASK WHERE FROM NAMED PREFIX BASE DISTINCT REDUCED OPTIONAL UNION MINUS GRAPH SERVICE SILENT FILTER BIND VALUES UNDEF GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET AS EXISTS NOT IN SEPARATOR".split(
    " ",
  );

/** The functions of SPARQL 1.1 (17.3 and 17.4). */
export const FUNCTIONS =
  "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC SUBSTR REPLACE REGEX RAND".split(
    " ",
  );

const keywords = new Set([...KEYWORDS, "TRUE", "FALSE", "A"]);
const functions = new Set(FUNCTIONS);

interface Within {
  /** The quotes that end a text over several lines, while the parser is in one. */
  quotes: string;
}

const parser: StreamParser<Within> = {
  name: "sparql",
  startState: () => ({ quotes: "" }),
  token(stream, within) {
    if (within.quotes !== "") return rest(stream, within);
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match(/^<[^<>"{}|^`\\\s]*>/)) return "url";
    const quotes = stream.match(/^("""|''')/) as RegExpMatchArray | null;
    if (quotes) {
      within.quotes = quotes[0];
      return rest(stream, within);
    }
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/)) return "string";
    if (stream.match(/^@[a-zA-Z]+(-[a-zA-Z0-9]+)*/)) return "meta";
    if (stream.match(/^[?$][\p{L}\p{N}_]+/u)) return "variableName";
    if (stream.match(/^[\p{L}\p{N}_.-]*:[\p{L}\p{N}_:.%\\-]*/u)) return "propertyName";
    if (stream.match(/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/)) return "number";
    const word = stream.match(/^[A-Za-z_][A-Za-z0-9_]*/) as RegExpMatchArray | null;
    if (word) {
      const name = word[0].toUpperCase();
      return keywords.has(name) ? "keyword" : functions.has(name) ? "operatorKeyword" : null;
    }
    stream.next();
    return null;
  },
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "[", "{", '"'] } },
};

function rest(stream: Parameters<StreamParser<Within>["token"]>[0], within: Within): string {
  while (!stream.eol()) {
    if (stream.match(within.quotes)) {
      within.quotes = "";
      break;
    }
    if (stream.next() === "\\") stream.next();
  }
  return "string";
}

export const sparql = StreamLanguage.define(parser);
