/** The shapes of the map, by names that do not clash with the plane's. */
export { default as CircleGeometry } from "ol/geom/Circle";
export { default as LineString } from "ol/geom/LineString";
export { default as Point } from "ol/geom/Point";
export { default as Polygon } from "ol/geom/Polygon";
