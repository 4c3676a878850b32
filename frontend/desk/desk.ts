/** What every page of the office can do. Each behaviour looks at what an element says about itself, so that content
 * which arrives later needs no starting: listeners sit on the document. */
import "../shared/tabler.scss";
import "../shared/tokens.css";
import "../shared/base.css";
import "../shared/frame.css";
import "../shared/parts.css";
import "../shared/patches.css";
import { chooseRows } from "./choices";
import { askBeforeConsequences } from "./consequences";
import { drawCuts } from "./cutting";
import { openDialogs } from "./dialogs";
import { keepListBesideDrawer } from "./drawer";
import { filterAtOnce } from "./filters";
import { watchJobs } from "./jobs";
import { answerKeys } from "./keys";
import { closeMenus } from "./menus";
import { comparePairs } from "./pairs";
import { fillPracticeAccounts } from "./practice_accounts";
import { foldRail } from "./rail";
import { explainRefusals } from "./reasons";
import { prepareRequests } from "./requests";
import { moveThroughRows } from "./rows";
import { showToasts } from "./toasts";
import { guardUnsavedForms } from "./unsaved";

explainRefusals(document); // first: a refused control does nothing else
askBeforeConsequences(document);
prepareRequests(document);
showToasts(document);
foldRail(document);
openDialogs(document);
answerKeys(document);
closeMenus(document);
moveThroughRows(document);
chooseRows(document);
comparePairs(document);
filterAtOnce(document);
drawCuts(document);
keepListBesideDrawer(document);
watchJobs(document);
guardUnsavedForms(document);
fillPracticeAccounts(document);
