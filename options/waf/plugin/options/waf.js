'use strict';

// AWS WAF in front of a REST API: a limit for each address.

const settings = {
  wafRequestsPer5Minutes: {
    use: 'a whole number from 10 to 2000000000',
    check: (value) => (/^[1-9]\d{1,9}$/.test(value) && Number(value) <= 2e9 ? undefined : 'is not a limit of AWS WAF'),
  },
};

/** Finds a web ACL that was removed from the stage outside CloudFormation, which does not notice that. */
async function verify(request, service, { restApiId, stage }) {
  const { webAclArn } = await request('APIGateway', 'getStage', { restApiId, stageName: stage });
  const fix = 'Remove resources/waf.yml from serverless.yml, deploy, add it again, and deploy.';
  return webAclArn ? [] : [`WAF: the stage has no web ACL. ${fix}`];
}

module.exports = { settings, verify };
