// Prints what the compiled decoder makes of files: node decode_files.js DECODER, with FILE<tab>KEY<tab>AUTHENTICATION a line on stdin.
const fs = require("fs");
const { decode } = require(process.argv[2]);
for (const line of fs.readFileSync(0, "utf8").split("\n").filter(text => text !== "")) {
  const [file, key, authentication] = line.split("\t");
  const result = JSON.parse(decode(fs.readFileSync(file, "latin1"), key, authentication));
  process.stdout.write(file + "\n" + (result.error || result.lines));
}
