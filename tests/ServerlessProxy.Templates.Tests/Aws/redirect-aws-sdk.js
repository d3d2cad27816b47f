'use strict';

// Required into the process of the Serverless Framework: whatever it asks of AWS goes to the rehearsal's endpoint.
// AWS SDK v2 knows no variable for that; v3 reads AWS_ENDPOINT_URL.

const https = require('node:https');
const Module = require('node:module');

const endpoint = process.env.REHEARSAL_ENDPOINT;
const load = Module._load;

// Every copy of the SDK that a plugin resolves is a module of its own.
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (request === 'aws-sdk') {
    loaded.config.update({ endpoint, s3ForcePathStyle: true });
    // Its client of SQS goes where the queue's URL says.
    loaded.SQS.prototype.buildEndpoint = () => {};
  }
  return loaded;
};

// The endpoint speaks plain HTTP, so HTTPS is a way out.
const refuse = () => {
  throw new Error('The deploy rehearsal lets no request leave this machine.');
};
https.request = refuse;
https.get = refuse;
globalThis.fetch = refuse;
