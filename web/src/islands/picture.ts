/** Offers the picture of a page as PNG beside its SVG. */

import { island } from "../lib/page";
import { offerPng } from "../lib/picture";

island("picture", offerPng);
