/** What the bytes behind the beginning of a token have to look like for it to be one. */
export interface TokenForm {
  readonly beginning: string;
  /** Bytes that follow at least. */
  readonly least: number;
  /** `varied` where the beginning alone tells the token, `solid` for letters and digits alone, `random` where words begin so too, `hex` for so many small hexadecimal digits. */
  readonly rest: 'varied' | 'solid' | 'random' | 'hex';
}

/** Tokens that are told by their beginnings, as their issuers publish them. */
const told: readonly (readonly [least: number, beginnings: string])[] = [
  // Clouds
  [14, 'amzn.mws. bedrock-api-key- AKIA ASIA AROA AIDA AGPA AIPA ANPA ANVA ABIA ACCA'],
  [16, 'ya29. AIza GOCSPX- dop_v1_ doo_v1_ dor_v1_ v1.0- cfut_ cfat_ fm1r_ FlyV1'],
  // Code and packages
  [16, 'ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ ATATT3 ATCTT3 pypi-AgE CLOJARS_ dckr_pat_ dckr_oat_ cmVmdGtu'],
  [
    12,
    'glpat- gldt- glrt- glrtr- glptt- glft- glsoat- glimt- glagent- glcbt- glffct- gloas- glwt- GR1348941',
  ],
  [16, 'CCIPAT_ CCIPRJ_ snyk_uat. snyk_sat. sntrys_ sntryu_ figdr_ figd_ rdme_'],
  // Money
  [10, 'sk_live_ sk_test_ rk_live_ rk_test_ sk_prod_ rk_prod_ whsec_ sq0atp- sq0csp- FLWSECK FLWPUBK'],
  [
    16,
    'shippo_live_ shippo_test_ duffel_live_ duffel_test_ shpat_ shpca_ shppa_ shpss_ access_token$production$',
  ],
  // Messages
  [
    10,
    'xoxb- xoxp- xoxa- xoxe- xoxe. xoxo- xoxr- xoxs- xoxc- xoxd- xapp- xwfp- xkeysib- xsmtpsib- EAACEdEose0cBA',
  ],
  [40, 'SG.'],
  // Models of language
  [16, 'sk-ant- sk-proj- sk-svcacct- sk-admin- sk-or-v1- api_org_ pplx- nvapi- lsv2_pt_ lsv2_sk_ tvly-'],
  // Secrets, watching, and the rest
  [
    12,
    'hvs. hvb. hvr. dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit. ops_eyJ AGE-SECRET-KEY- dt0c01. dt0s01. dt0s08.',
  ],
  [
    12,
    'NRAK- NRAA- NRII- NRJS- NRIQ- glsa_ sb_secret_ tskey- lin_api_ lin_oauth_ PMAK- CFPAT- HRKU- eyJrIjoi sha256~',
  ],
  [16, 'pscale_tkn_ pscale_oauth_ pscale_pw_ apify_api_ xprv9 tprv8 signkey- lob_live_ tk-us-'],
];

/** Beginnings that names in programs have, too, but for so many letters and digits without a mark. */
const solid = 'hf_ npm_ rubygems_ gsk_ pnu_ nfp_';

/** Beginnings that words have, too: what follows has to look as if it was made by chance. */
const ambiguous =
  'sk- sk_ pk- rk- pat- key- re_ sl. s. t1. A3- ico- live_ test_ secret_ fc- fw_ pa- jina_ e2b_ vcp_ vck_ vercel_ rnd_ napi_ xau_ cio ' +
  'fio-u- EAAG EAAB EAAJ EAAA api-key- ey. tgp_v1_ voyage- tr_dev_ tr_prod_ token_ pat_ 1//0 gAAAAA AAAAAAAAAAAAAAAAAAAAA ' +
  'xai- pcsk_ r8_ oy2 y0_ y1_ y2_ y3_ ABSK LTAI AQVN EZAK EZTK ATBB AKCp sqp_ squ_ sqa_ tfp_ aio_ ntn_ pul- sgp_ ' +
  'sbp_ phx_ glc_ bkua_ cfk_ fo1_ fm2_ kagi_ zpka_ jfrt@ PMAT-';

/** Beginnings that so many small hexadecimal digits follow. */
const hexadecimal: readonly (readonly [beginning: string, least: number])[] = [
  ['AC', 32],
  ['SK', 32],
  ['key-', 32],
  ['dapi', 32],
];

export const tokenForms: readonly TokenForm[] = [
  ...told.flatMap(([least, beginnings]) =>
    beginnings.split(' ').map((beginning): TokenForm => ({ beginning, least, rest: 'varied' })),
  ),
  ...solid.split(' ').map((beginning): TokenForm => ({ beginning, least: 30, rest: 'solid' })),
  ...ambiguous.split(' ').map((beginning): TokenForm => ({ beginning, least: 20, rest: 'random' })),
  ...hexadecimal.map(([beginning, least]): TokenForm => ({ beginning, least, rest: 'hex' })),
];
