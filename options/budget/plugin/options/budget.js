'use strict';

// A budget alert for the account's costs.

const settings = {
  budgetEmail: {
    use: 'an e-mail address',
    check: (value, { region, 'service and stage': name = '' }) => {
      // The address is part of the budget's name, which has at most 100 characters, and neither : nor \.
      const isEmail = /^[^\s@,<>:\\]+@[^\s@,<>:\\]+\.[^\s@,<>:\\]+$/.test(value);
      if (!isEmail || value.length + name.length > 100) return 'is not an e-mail address, or is too long';
      // AWS's other partitions bill in other currencies, or through another account.
      if (/^(cn|us-gov|us-iso|eu-iso|eusc)-/.test(region))
        return `does not work in ${region}, which has no budgets in US dollars`;
    },
  },
  monthlyBudgetUsd: {
    use: 'US dollars above 0, such as 50',
    check: (value) => (/^\d{1,9}(\.\d{1,2})?$/.test(value) && Number(value) > 0 ? undefined : 'is not an amount'),
  },
};

module.exports = { settings };
