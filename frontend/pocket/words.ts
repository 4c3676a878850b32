/** Every word that the app says: Chinese first, English by switch. */
const zh = {
  app: "外业随身", screens: "页面", back: "返回", today: "今天", map: "地图", safety: "安全", device: "本机",
  online: "有网络", offline: "无网络", comma: "、", yes: "是", no: "否", cancel: "取消", again: "重试", undo: "撤销", open: "打开",
  unknown: "不明", required: "必填", mu: "亩", unit: "单位", note: "备注", record: "记入", clear: "清空",

  safeOf: "{safe} / {total} 已安全", nothingYet: "还没有记录", nothingYetLong: "还没有记录。记下的每一条都会列在这里，直到内业逐条回执。",
  allSafe: "全部有回执", allSafeLong: "每一条记录、每一个文件，内业都已收到并逐条回执。",
  waitingFor: "{what}待传：{why}", waits: "排队中", sendingNow: "正在传送", sendAll: "全部重传", notSafeYet: "还不安全的",
  leftToSend: "还要传 {size}", againAt: "{time} 自动重试", sentShare: "已传 {n}%", refusedBecause: "内业未收：{reason}",
  nPhotos: "{n} 张照片", nVideos: "{n} 段视频", nVoices: "{n} 段录音", nFiles: "{n} 个文件", nEntries: "{n} 条记录", nMeasured: "{n} 个边界",
  one_nPhotos: "照片", one_nVideos: "视频", one_nVoices: "录音", one_nFiles: "文件", one_nEntries: "记录",
  otherPackage: "别的任务包", recordOf: "{kind}记录", noPatch: "不属图斑",
  conflicts: "与内业不一致", mineTheirs: "我填 {mine}，内业是 {theirs}", conflictOpen: "等内业的人裁定", conflictDecided: "已裁定：{value}",

  why_offline: "无网络", why_timeout: "网络太慢", why_unreachable: "连不上内业服务器", why_server: "内业服务器出错", why_busy: "内业服务器忙",
  why_not_known: "本机的登记已失效，请重新登录登记", why_may_not: "内业不允许", why_wrong: "内业未收", why_full: "空间不足",
  why_spoiled_on_the_way: "路上损坏，将重传", why_spoiled_here: "本机的文件已损坏",

  rescue: "救援文件", rescueWhat: "手机连不上内业时，把还没有回执的记录和文件写成一个压缩包，用数据线或存储卡带回，由内业导入。不需要网络。",
  rescueWrite: "导出未安全的", rescueWriteAll: "导出全部", rescueWritten: "救援文件已写好（{size}）",
  room: "手机空间", roomUsed: "已用 {used}，浏览器最多给 {quota}", roomKept: "浏览器答应不清理本应用的数据。",
  roomNotKept: "浏览器没有答应长期保留：请把本应用添加到主屏幕，并及时传回。", roomTooSmall: "任务包要 {size}，手机空间不够",
  lost: "这部手机上原有 {total} 条记录，现在没有了：空间不足时被浏览器清掉了。其中 {unsafe} 条没有回执，请告诉科室；有回执的都在内业。",
  lostNothing: "浏览器清掉了这部手机的数据库，原有 {total} 条记录；有回执的都在内业，没有回执的没有丢。请重新登记本机。",
  found: "备份里的记录", foundWhat: "浏览器清掉了本应用的数据库。没有回执的 {what}都在手机的备份里，还没有送到内业。", foundBring: "送到内业", foundSave: "导出救援文件",
  foundNow: "备份里 {n} 项未送到内业", foundBrought: "{n} 项已送到内业", foundLeft: "{n} 项内业没有收：请导出救援文件交给科室", foundNeedsLine: "连上内业的网络并登录以后可以直接送，也可以导出文件带回。",
  databaseGone: "浏览器清掉了本应用的数据库，正在重新打开；没有回执的都在手机的备份里。",
  diskFullNow: "手机存储已满，腾出空间前不能拍照",
  diskFull: "手机存储已满：这一条没有存下，先前的都还在。请腾出空间再试。", saveElsewhere: "另存",
  wentWrong: "没有做成：{what}", notSecure: "本应用只能在安全连接（https）下使用。请向系统管理员要 https 地址，用新版浏览器打开。",
  notOpened: "本应用没有打开：{what}。已存的记录还在手机里，重新打开再试。",

  welcome: "登记这部手机", welcomeWhat: "登记一次，以后没有网络也能用。手机会生成一把取不出来的钥匙，为每一条记录签名。",
  registerNeedsLine: "登记要连上内业的网络。连上以后再打开本页。", signIn: "登录", signedInAs: "已登录：{name}",
  deviceOf: "{name}的手机", deviceName: "手机名称", register: "登记本机", registerWhat: "登记后，这部手机的记录都记在您名下。",
  registeredUntil: "登记有效至 {day}", clockWrong: "手机时间与内业相差约 {n} 分钟；记录会同时写明两边的时间。",
  duty: "值勤轨迹", dutyOn: "值勤中：正在记录轨迹。", dutyOff: "不值勤时不记录轨迹。", dutyBegin: "开始值勤", dutyEnd: "结束值勤",
  packages: "任务包", noPackage: "还没有任务包", noPackageWhat: "先在有网络的地方取任务包：图斑、路线、影像、图层、填报表一次取全，到了地里不再用网络。",
  takePackage: "取任务包", packagesNeedLine: "取任务包要连上内业的网络；手机上已有的照常用。", otherLanguage: "English", lookForUpdate: "检查新版本", office: "内业网页",
  updateComing: "正在取新版本…", updateNone: "已是最新版本", updateWaits: "有新版本", updateUnsafe: "有新版本；还有未安全的记录，换版不会动它们", updateTake: "换新版",
  giveUp: "注销本机", giveUpWhat: "清除本机的登记、任务包和已安全的记录。换人使用前做这一步。",
  giveUpNot: "还有 {n} 项没有回执，不能注销、换人或清理。", showThem: "看是哪些", giveUpDo: "注销并清除",
  giveUpSure: "将清除这部手机上的登记、任务包和全部记录。内业已有全部回执，什么都不会丢。",
  asking: "正在问内业…", noGroups: "没有您的任务包：您不在任何外业组里，也没有待填的复查表。", nPatches: "{n} 个图斑", madeAt: "{at} 制作 · {size}",
  makingSoon: "内业正在打包…", making: "内业正在打包 {done} / {total}", taking: "已取 {done} / {total}", willTake: "共 {size}", takenSoFar: "取到的都留着，下次接着取。",
  routeChanged: "内业改了本组的路线：有图斑加进来、调走或换了次序。", takeChanged: "取新路线", contentNewer: "内业对这些图斑又有新的了解。只取有变动的部分。",
  onThisDevice: "在这部手机上", whole: "完整", notWhole: "未取全", inUse: "在用", putAway: "清理", cleanNot: "还有 {n} 项没有回执，不能清理",

  days: "天", dayN: "第 {n} 天", route: "路线", doneOf: "{done} / {total}", dayDone: "这一天的图斑都走完了。", foundPatch: "途中发现图斑",
  nowVisiting: "正在核查", nextPatch: "下一个", stopN: "第 {n} 站", arrive: "到达", lead: "导航", goOn: "继续核查",
  cultivated: "耕地", basicFarmland: "永久基本农田", proposed: "内业初判：{label}", bearing: "方位 {n}°", isHere: "就在这里",
  gpsWaits: "等待定位…", gps_denied: "未允许定位", gps_unavailable: "收不到定位", gps_timeout: "定位太慢", gps_unsupported: "本机没有定位",
  is_todo: "待核查", is_visiting: "核查中", is_done: "已核查", is_not_reached: "到不了", is_refused: "被阻拦", is_later: "改日再来",

  blindWhat: "盲查：包里没有初查的任何结果，到现场据实认定。", blindSheets: "复查表", blindOffer: "督查复查表：只有位置、影像和要填的问题，没有初查结果。",
  sealSheet: "封存复查表", sealSheetWhat: "封存以后不能再改；内业收齐照片后生效。", sealedWhat: "复查表已封存，不能再改。", is_sealed: "已封存",

  noSuchPatch: "任务包里没有这个图斑。", patchTitle: "图斑 {number}", toFindOut: "要查明的", fillIn: "填表", draftWaits: "{n} 项已填未记入",
  photosTaken: "照片 {n} 张", view_near: "近景", view_far: "远景", view_inside: "内部",
  measurements: "量界", of_land: "用地范围", of_cultivated: "其中耕地", of_building: "建筑物", of_change_survey: "变更调查补测",
  method_walked: "走界", method_tapped: "点界", method_receiver: "仪器文件", visits: "走访 {n} 次", stillThere: "未离开", visitAgain: "再次走访",
  recorded: "全部记录 {n} 条", byTheSurveyor: "本人撤销", withdrawn: "已撤销，原记录仍留痕", finish: "离开", takePhoto: "拍照", measure: "量界", form: "填表",
  howDidItEnd: "核查结果", stillMissing: "「{title}」还没有填", noPhotoYet: "还没有照片",
  before: "前", after: "后", swipe: "左右滑动比较前后影像",

  wrongValues: "{n} 项填得不对", wrongValue: "「{title}」填得不对", draftKept: "已存草稿，不会丢", nothingToRecord: "没有要记入的", recordN: "记入 {n} 项",
  recordedN: "已记入 {n} 项", sourceOf: "外业手簿 {day} {name}", dateShape: "2024-03-05，只知道月份写 2024-03", take: "填 {value}",
  wrong_number: "要填数字", wrong_flag: "只能填是或否", wrong_date: "日期写成 2024-03-05 或 2024-03", wrong_area: "面积写数字和单位，如 6.42 亩",
  wrong_unit: "单位用亩、㎡或公顷", wrong_negative: "不能小于 0", wrong_code: "只能填",

  accuracyN: "定位精度 {n} 米", noCompass: "没有方位", looksTo: "朝向 {n}°", video: "视频", voice: "录音", recordingN: "停 {n} 秒", liveCamera: "取景",
  keptHere: "已存进手机", noMicrophone: "没有得到麦克风", noCamera: "没有得到相机", noteWhat: "现场情况、询问的话…",
  earlierPhotos: "以前的照片", earlierPhotosWhat: "点一张，对着它的影子在同一位置、同一方向复拍。", ghost: "影子深浅",
  sameView: "位置、方向都对上了，拍吧", sameViewTitle: "同一视角复拍", goTo: "走 {way}，方位 {n}°", turnRight: "右转 {n}°", turnLeft: "左转 {n}°",
  placeFits: "位置对上了", directionFits: "方向对上了", lookedTo: "当时朝向 {n}°", placeUnknown: "当时没有记位置", ghostOf: "{day} 的影子",
  reshoot: "复拍", takenAgain: "已复拍",

  toMe: "我的位置", wholeRoute: "全部", previousStop: "上一个", nextStop: "到下一个", layers: "图层", noLayers: "任务包里没有图层。", pressPatch: "点一个图斑看它的信息",
  method: "量法", perimeter: "周长 {n}", nCorners: "{n} 个界址点", crossesItself: "边界自相交：第 {a} 边与第 {b} 边相交，请改点。",
  tapWhat: "在地图上依次点界址点。", averagingN: "站稳，正在取平均 {n} / {of}", walkBegin: "开始走", walkOn: "接着走", pause: "暂停", corner: "定一个角点",
  isWalking: "正在走界，沿边界走", tooRoughNow: "定位精度 {n} 米，差于 {worst} 米的不用；请到开阔处", wholeBoundary: "整条界线", cleared: "已清空",
  filePutDown: "仪器文件的界线已放下", besidePatch: "这条界线不在图斑上，相距 {way}",
  chooseFile: "选仪器文件", otherFile: "换一个文件", fileKinds: "TXT、CSV、DXF、KML；坐标 CGCS2000", nShapes: "文件里有 {n} 个图形，选一个",
  taken_east_north: "前一列作东坐标", taken_north_east: "前一列作北坐标", taken_degrees: "经纬度",
  fileNotTaken: "「{name}」没有读入：{why}", file_empty: "文件是空的，请在仪器上重新导出。", file_large: "文件有 {size}，不像界址点文件。",
  file_nothing: "没有找到界址点。要每行一个点、两列坐标，或 DXF、KML 里的线；请重新导出。", file_few: "只有 {n} 个点，围不成界线。",
  file_zone: "带号 {zone} 不是 3° 带。任务用 3° 带 {ours} 带，请在仪器上改了再导出。",
  file_far: "坐标离图斑 {way}。任务用 CGCS2000 3° 带 {ours} 带，请查带号、坐标系，或是不是拿错了文件。",
  whichOrder: "两列坐标哪一列是东？", order_east_north: "前一列是东（横）坐标", order_north_east: "前一列是北（纵）坐标",
  whatOf: "量的是", keepBoundary: "存为量界", keepFound: "存为发现的图斑", boundaryKept: "已记入边界：{mu} 亩", foundKept: "已记入发现的图斑", tooRough: "定位太粗，没有定下角点；到开阔处再试",
  preliminary: "初步", preliminaryWhat: "按包内图层当场套合，以内业复核为准", isApproved: "在批准范围内", partApproved: "批准 {n} 亩", notApproved: "无批准", breachesN: "不符规划 {n} 亩", fitsPlan: "符合规划", farmlandN: "基本农田 {n} 亩", approvedPart: "批准范围内", breachesPlan: "不符合规划", redline: "生态保护红线",
  noneOnLayer: "包内图层上没有", notMapped: "图上未覆盖",

  "kind_visit.begun": "到达", "kind_visit.ended": "离开", "kind_facts.told": "填报", "kind_boundary.measured": "量界", "kind_photo.taken": "照片",
  "kind_video.taken": "视频", "kind_voice.recorded": "录音", "kind_file.added": "仪器文件", "kind_note.written": "备注", "kind_patch.found": "发现图斑",
  "kind_duty.begun": "开始值勤", "kind_duty.ended": "结束值勤", "kind_track.recorded": "轨迹", "kind_entry.withdrawn": "撤销",
} as const; // biome-ignore format: a catalogue reads better in groups

export type Words = { readonly [key in keyof typeof zh]: string };
export type Language = "zh" | "en";

const en: Words = {
  app: "Tuban field", screens: "Screens", back: "Back", today: "Today", map: "Map", safety: "Safety", device: "Device",
  online: "Online", offline: "Offline", comma: ", ", yes: "yes", no: "no", cancel: "Cancel", again: "Retry", undo: "Undo", open: "Open",
  unknown: "unknown", required: "required", mu: "mu", unit: "Unit", note: "Note", record: "Record", clear: "Clear",

  safeOf: "{safe} / {total} safe", nothingYet: "Nothing recorded yet", nothingYetLong: "Nothing recorded yet. Each record will stand here until the office has receipted it.",
  allSafe: "all receipted", allSafeLong: "The office holds every record and every file, and has receipted each.",
  waitingFor: "{what} to send: {why}", waits: "in the queue", sendingNow: "Sending", sendAll: "Send all", notSafeYet: "Not safe yet",
  leftToSend: "{size} to send", againAt: "Tries again at {time}", sentShare: "{n} % sent", refusedBecause: "Refused by the office: {reason}",
  nPhotos: "{n} photos", nVideos: "{n} videos", nVoices: "{n} voice notes", nFiles: "{n} files", nEntries: "{n} records", nMeasured: "{n} boundaries",
  one_nPhotos: "Photo", one_nVideos: "Video", one_nVoices: "Voice note", one_nFiles: "File", one_nEntries: "Record",
  otherPackage: "another package", recordOf: "{kind} (record)", noPatch: "no patch",
  conflicts: "Differs from the office", mineTheirs: "I said {mine}, the office holds {theirs}", conflictOpen: "A person in the office decides", conflictDecided: "Decided: {value}",

  why_offline: "offline", why_timeout: "the network is too slow", why_unreachable: "the office is not reached", why_server: "the office's server failed", why_busy: "the office's server is busy",
  why_not_known: "this device is no longer registered; sign in again", why_may_not: "the office does not allow it", why_wrong: "the office did not take it", why_full: "no room",
  why_spoiled_on_the_way: "spoiled on the way, will be sent again", why_spoiled_here: "the file on this device is damaged",

  rescue: "Rescue file", rescueWhat: "When the device cannot reach the office: writes all records and files without a receipt into one zip that the office can import. Needs no network.",
  rescueWrite: "Export what is not safe", rescueWriteAll: "Export all", rescueWritten: "Rescue file written ({size})",
  room: "Room on the device", roomUsed: "{used} used, the browser gives {quota} at most", roomKept: "The browser promised to keep the data of this app.",
  roomNotKept: "The browser did not promise to keep the data: add the app to the home screen, and send soon.", roomTooSmall: "The package needs {size}, more than there is room for",
  lost: "This device held {total} items that are no longer here: the browser cleared them for want of room. {unsafe} had no receipt; tell your section. Those with a receipt are in the office.",
  lostNothing: "The browser cleared the database of this device, which held {total} items. Those with a receipt are in the office, those without are not lost. Register this device again.",
  found: "Found in the second copy", foundWhat: "The browser cleared the database. {what} without a receipt are in the second copy on this device, and not in the office yet.", foundBring: "Bring to the office", foundSave: "Export a rescue file",
  foundNow: "{n} items of the second copy are not in the office", foundBrought: "{n} items are in the office now", foundLeft: "The office did not take {n} items: export a rescue file and give it to your section", foundNeedsLine: "With the office's network and signed in they can be brought at once; or export a file and bring that.",
  databaseGone: "The browser cleared the database of this app, which opens again; what has no receipt is in the second copy.",
  diskFullNow: "The device is full: no photos before there is room",
  diskFull: "The device is full: this was not kept, everything before is. Make room and try again.", saveElsewhere: "Save elsewhere",
  wentWrong: "Not done: {what}", notSecure: "This app works over a secure connection (https) only. Ask the administrator for the https address and use a recent browser.",
  notOpened: "The app did not open: {what}. What was recorded is still on the device; open it again.",

  welcome: "Register this device", welcomeWhat: "Once registered it works without a network. The device makes a key that cannot be taken out of it and signs every record.",
  registerNeedsLine: "Registering needs the office's network. Open this page again when you have it.", signIn: "Sign in", signedInAs: "Signed in: {name}",
  deviceOf: "Device of {name}", deviceName: "Name of the device", register: "Register", registerWhat: "From then on, what this device records is yours.",
  registeredUntil: "Registered until {day}", clockWrong: "The clock is about {n} minutes off the office's; records carry both times.",
  duty: "Track on duty", dutyOn: "On duty: a track is kept.", dutyOff: "Off duty no track is kept.", dutyBegin: "Begin duty", dutyEnd: "End duty",
  packages: "Packages", noPackage: "No package yet", noPackageWhat: "Take a package where there is a network: patches, route, images, layers and forms. In the field no network is needed.",
  takePackage: "Take package", packagesNeedLine: "Taking a package needs the office's network; what is on this device works as before.", otherLanguage: "中文", lookForUpdate: "Look for an update", office: "Office pages",
  updateComing: "A new version is being fetched…", updateNone: "This is the newest version", updateWaits: "A new version is here", updateUnsafe: "A new version is here; what is not safe yet stays untouched", updateTake: "Use it",
  giveUp: "Give up this device", giveUpWhat: "Removes the registration, packages and safe records. Do it before another person takes the device.",
  giveUpNot: "{n} items have no receipt: no sign-out, no other user, no clean-up.", showThem: "Show them", giveUpDo: "Give up and clean",
  giveUpSure: "Registration, packages and all records will be removed from this device. The office holds receipts of all; nothing is lost.",
  asking: "Asking the office…", noGroups: "Nothing to take: you are in no field group, and no sheet of a second visit waits for you.", nPatches: "{n} patches", madeAt: "made {at} · {size}",
  makingSoon: "The office packs…", making: "The office packs {done} / {total}", taking: "{done} / {total} taken", willTake: "{size} in all", takenSoFar: "What came is kept; it goes on from there.",
  routeChanged: "The office changed the route of this group: patches were added, moved away or reordered.", takeChanged: "Take the new route", contentNewer: "The office knows more of these patches by now. Only what changed is taken.",
  onThisDevice: "On this device", whole: "complete", notWhole: "incomplete", inUse: "in use", putAway: "Remove", cleanNot: "{n} items have no receipt: cannot be removed",

  days: "Days", dayN: "Day {n}", route: "Route", doneOf: "{done} / {total}", dayDone: "All patches of the day are done.", foundPatch: "Patch found on the way",
  nowVisiting: "Visiting", nextPatch: "Next", stopN: "stop {n}", arrive: "Arrive", lead: "Lead me", goOn: "Go on",
  cultivated: "cultivated", basicFarmland: "basic farmland", proposed: "Office's first view: {label}", bearing: "bearing {n}°", isHere: "here",
  gpsWaits: "Waiting for a position…", gps_denied: "Position not allowed", gps_unavailable: "No position", gps_timeout: "Position too slow", gps_unsupported: "No receiver",
  is_todo: "to visit", is_visiting: "visiting", is_done: "done", is_not_reached: "not reached", is_refused: "refused", is_later: "later",

  blindWhat: "Blind: the package says nothing of the first visit. Tell what you find.", blindSheets: "Sheets", blindOffer: "Sheets of a second visit: places, pictures and questions, nothing of the first result.",
  sealSheet: "Seal the sheet", sealSheetWhat: "Nothing of it is changed afterwards; it holds once the office has all photos.", sealedWhat: "The sheet is sealed and is never changed.", is_sealed: "sealed",

  noSuchPatch: "The package has no such patch.", patchTitle: "Patch {number}", toFindOut: "To find out", fillIn: "Fill in", draftWaits: "{n} filled, not recorded",
  photosTaken: "{n} photos", view_near: "Near", view_far: "Far", view_inside: "Inside",
  measurements: "Boundaries", of_land: "Land in use", of_cultivated: "Cultivated part", of_building: "Building", of_change_survey: "Change survey",
  method_walked: "Walked", method_tapped: "Tapped", method_receiver: "Receiver's file", visits: "{n} visits", stillThere: "not left", visitAgain: "Visit again",
  recorded: "All {n} records", byTheSurveyor: "by the surveyor", withdrawn: "Taken back; the record stays", finish: "Leave", takePhoto: "Photo", measure: "Measure", form: "Form",
  howDidItEnd: "How did it end?", stillMissing: "“{title}” is still empty", noPhotoYet: "No photo yet",
  before: "Before", after: "After", swipe: "Slide to compare before and after",

  wrongValues: "{n} values are wrong", wrongValue: "“{title}” is wrong", draftKept: "Draft kept", nothingToRecord: "Nothing to record", recordN: "Record {n}",
  recordedN: "{n} recorded", sourceOf: "Field sheet {day} {name}", dateShape: "2024-03-05, or 2024-03", take: "Use {value}",
  wrong_number: "A number is needed", wrong_flag: "Yes or no", wrong_date: "Write 2024-03-05 or 2024-03", wrong_area: "Number and unit, as 6.42 亩",
  wrong_unit: "Use 亩, ㎡ or 公顷", wrong_negative: "Not below 0", wrong_code: "Only",

  accuracyN: "Accuracy {n} m", noCompass: "no compass", looksTo: "looking {n}°", video: "Video", voice: "Voice", recordingN: "Stop {n} s", liveCamera: "Viewfinder",
  keptHere: "Kept on the device", noMicrophone: "No microphone", noCamera: "No camera", noteWhat: "What is seen and said…",
  earlierPhotos: "Earlier photos", earlierPhotosWhat: "Press one to take it again from the same place in the same direction.", ghost: "Strength of the ghost",
  sameView: "Place and direction fit: take it", sameViewTitle: "Same view again", goTo: "Walk {way}, bearing {n}°", turnRight: "turn right {n}°", turnLeft: "turn left {n}°",
  placeFits: "The place fits", directionFits: "the direction fits", lookedTo: "it looked to {n}°", placeUnknown: "Its place was not recorded", ghostOf: "Ghost of {day}",
  reshoot: "same view again", takenAgain: "taken again",

  toMe: "My position", wholeRoute: "All", previousStop: "Previous", nextStop: "Next", layers: "Layers", noLayers: "The package has no layers.", pressPatch: "Press a patch",
  method: "Method", perimeter: "perimeter {n}", nCorners: "{n} corners", crossesItself: "The boundary crosses itself: edge {a} meets edge {b}.",
  tapWhat: "Press the corners on the map one after another.", averagingN: "Stand still, averaging {n} / {of}", walkBegin: "Walk", walkOn: "Go on", pause: "Pause", corner: "Corner here",
  isWalking: "walking: follow the boundary", tooRoughNow: "Accuracy {n} m, worse than {worst} m is not used; go under open sky", wholeBoundary: "Whole boundary", cleared: "Cleared",
  filePutDown: "The boundary of the file was put down", besidePatch: "This boundary is {way} beside the patch",
  chooseFile: "Receiver's file", otherFile: "Another file", fileKinds: "TXT, CSV, DXF, KML; coordinates of CGCS2000", nShapes: "The file has {n} shapes: choose one",
  taken_east_north: "first column is east", taken_north_east: "first column is north", taken_degrees: "degrees",
  fileNotTaken: "“{name}” was not read: {why}", file_empty: "the file is empty; export it again.", file_large: "it has {size}: no file of corners.",
  file_nothing: "no corners found. One point a line with two coordinates, or lines of DXF or KML; export it again.", file_few: "{n} points enclose nothing.",
  file_zone: "zone {zone} is no 3° zone. The work is in zone {ours}: export it so.",
  file_far: "{way} from the patch. The work is in CGCS2000, 3° zone {ours}: look at zone and system, or whether it is the right file.",
  whichOrder: "Which column is east?", order_east_north: "The first is east", order_north_east: "The first is north",
  whatOf: "Measured", keepBoundary: "Keep boundary", keepFound: "Keep as found patch", boundaryKept: "Boundary recorded: {mu} mu", foundKept: "Found patch recorded", tooRough: "Position too rough: no corner; try under open sky",
  preliminary: "Preliminary", preliminaryWhat: "against the packed layers; the office measures again", isApproved: "within approvals", partApproved: "{n} mu approved", notApproved: "no approval", breachesN: "{n} mu against the plan", fitsPlan: "fits the plan", farmlandN: "{n} mu basic farmland", approvedPart: "Within approvals", breachesPlan: "Against the plan", redline: "Ecological red line",
  noneOnLayer: "none on the packed layers", notMapped: "not mapped",

  "kind_visit.begun": "Arrived", "kind_visit.ended": "Left", "kind_facts.told": "Facts", "kind_boundary.measured": "Boundary", "kind_photo.taken": "Photo",
  "kind_video.taken": "Video", "kind_voice.recorded": "Voice note", "kind_file.added": "Receiver's file", "kind_note.written": "Note", "kind_patch.found": "Found patch",
  "kind_duty.begun": "Duty begun", "kind_duty.ended": "Duty ended", "kind_track.recorded": "Track", "kind_entry.withdrawn": "Taken back",
}; // biome-ignore format: a catalogue reads better in groups

const CATALOGUES: Readonly<Record<Language, Words>> = { zh, en };

export function languageOf(tag: string): Language {
  return tag.startsWith("en") ? "en" : "zh";
}

/** The words of a key with its blanks filled; an unknown key is said as it is. */
export function sayIn(
  language: Language,
  key: keyof Words,
  blanks: Readonly<Record<string, string | number>> = {},
): string {
  const words: string = CATALOGUES[language][key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_whole, name: string) => String(blanks[name] ?? ""));
}
