/** Writes every text of the bundle a second time, compressed, so that the server only has to hand it out. */
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const TEXT = /\.(js|css|svg|json)$/;
const WORTH_IT = 1000;

export function compressedPlugin(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        for (const [name, made] of Object.entries(bundle)) {
          if (!TEXT.test(name)) continue;
          const content = Buffer.from(made.type === "chunk" ? made.code : made.source);
          if (content.length < WORTH_IT) continue;
          const brotli = brotliCompressSync(content, {
            params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
          });
          this.emitFile({ type: "asset", fileName: `${name}.gz`, source: gzipSync(content, { level: 9 }) });
          this.emitFile({ type: "asset", fileName: `${name}.br`, source: brotli });
        }
      },
    },
  };
}
