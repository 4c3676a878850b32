/** The map (一张图). One state, which stands in the address; everything that is seen follows from it. */
import "ol/ol.css";
import "./map.css";
import { beginMap } from "./page";

beginMap(document);
