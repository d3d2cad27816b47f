'use strict';

// Loaded into the process of the Serverless Framework: sends every request for AWS to the rehearsal's endpoint.
// AWS SDK v2 has no environment variable for an endpoint. Version 3 reads AWS_ENDPOINT_URL.

const https = require('node:https');
const Module = require('node:module');

const endpoint = process.env.REHEARSAL_ENDPOINT;
const load = Module._load;

// Each plugin can resolve its own copy of the SDK.
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (request === 'aws-sdk') {
    loaded.config.update({ endpoint, s3ForcePathStyle: true });
    // By default, the SQS client sends requests to the queue's URL.
    loaded.SQS.prototype.buildEndpoint = () => {};
  }
  return loaded;
};

// The endpoint uses plain HTTP, so every HTTPS request would leave this machine.
const refuse = () => {
  throw new Error('The deploy rehearsal does not allow requests to other machines.');
};
https.request = refuse;
https.get = refuse;
globalThis.fetch = refuse;
