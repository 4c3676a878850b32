/** The pages of the import: uploading a disc, and what the import doctor says of it. */
import "./imports.css";
import { showFindingsOnMap } from "./doctor_map";
import { uploadDiscs } from "./uploader";

uploadDiscs(document);
showFindingsOnMap(document);
