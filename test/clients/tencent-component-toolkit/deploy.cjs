// Deploys one function with a COS trigger and a timer by tencent-component-toolkit, the library behind the vendor's own tools, against
// the local cloud. Only the address differs from a real deployment: its requests go over plain HTTP through a proxy, the local cloud.
//
//   COS403_LOCAL_CLOUD=http://127.0.0.1:PORT TENCENTCLOUD_SECRET_ID=… TENCENTCLOUD_SECRET_KEY=… node deploy.cjs '<json>'
//
// The JSON is the toolkit's own input of `Scf.deploy`, or `{"remove": {"functionName", "namespace"}}`. The last line printed is its output.

const [given] = process.argv.slice(2);
const { COS403_LOCAL_CLOUD, TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY } = process.env;
if (!given || !COS403_LOCAL_CLOUD || !TENCENTCLOUD_SECRET_ID || !TENCENTCLOUD_SECRET_KEY) {
  console.error(
    'deploy.cjs: give the JSON input, COS403_LOCAL_CLOUD, TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY',
  );
  process.exit(2);
}

process.env.http_proxy = COS403_LOCAL_CLOUD;
const { Capi } = require('@tencent-sdk/capi');
const { request } = Capi.prototype;
Capi.prototype.request = function viaHttp(data, options, isV3) {
  return request.call(this, data, { ...options, protocol: 'http' }, isV3);
};

const { Scf } = require('tencent-component-toolkit');

async function main() {
  const input = JSON.parse(given);
  const scf = new Scf({ SecretId: TENCENTCLOUD_SECRET_ID, SecretKey: TENCENTCLOUD_SECRET_KEY }, 'ap-guangzhou');
  const output = input.remove ? await scf.remove(input.remove) : await scf.deploy(input);
  console.log(JSON.stringify(output));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
