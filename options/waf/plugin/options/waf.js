'use strict';

// AWS WAF in front of a REST API: a limit for each address.

const settings = {
  wafRequestsPer5Minutes: {
    use: 'a whole number from 10 to 2000000000',
    check: (value) => (/^[1-9]\d{1,9}$/.test(value) && Number(value) <= 2e9 ? undefined : 'is not a limit of AWS WAF'),
  },
};

/** CloudFormation does not notice when somebody removes the web ACL from the stage. */
async function verify(request, service, { restApiId, stage }) {
  const { webAclArn } = await request('APIGateway', 'getStage', { restApiId, stageName: stage });
  return webAclArn
    ? []
    : [
        'WAF: the stage has no web ACL. Remove resources/waf.yml from serverless.yml, deploy, add it again, and deploy.',
      ];
}

module.exports = { settings, verify };
