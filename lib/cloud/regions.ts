/** Regions in which COS delivers access logs or has public buckets (6224, 16920), nearest to most users first: asked in this order. */
export const COS_REGIONS = [
  'ap-guangzhou',
  'ap-shanghai',
  'ap-beijing',
  'ap-nanjing',
  'ap-chengdu',
  'ap-chongqing',
  'ap-hongkong',
  'ap-singapore',
  'ap-tokyo',
  'ap-seoul',
  'ap-bangkok',
  'ap-jakarta',
  'ap-mumbai',
  'eu-frankfurt',
  'na-siliconvalley',
  'na-ashburn',
  'na-toronto',
  'sa-saopaulo',
] as const;

/** Short names that COS events carry (583/9707). */
const SHORT: Readonly<Record<string, string>> = {
  gz: 'ap-guangzhou',
  sh: 'ap-shanghai',
  bj: 'ap-beijing',
  nj: 'ap-nanjing',
  cd: 'ap-chengdu',
  cq: 'ap-chongqing',
  hk: 'ap-hongkong',
  sg: 'ap-singapore',
  jp: 'ap-tokyo',
  kr: 'ap-seoul',
  th: 'ap-bangkok',
  jkt: 'ap-jakarta',
  in: 'ap-mumbai',
  de: 'eu-frankfurt',
  usw: 'na-siliconvalley',
  use: 'na-ashburn',
  ca: 'na-toronto',
  sao: 'sa-saopaulo',
  tj: 'ap-beijing-1',
  szjr: 'ap-shenzhen-fsi',
  shjr: 'ap-shanghai-fsi',
  bjjr: 'ap-beijing-fsi',
};

/** `ap-guangzhou` from `ap-guangzhou` or `gz`; null when it is neither. */
export function fullRegion(name: string | undefined): string | null {
  if (!name) return null;
  const lower = name.trim().toLowerCase();
  if (SHORT[lower]) return SHORT[lower];
  return /^[a-z]{2,}(-[a-z0-9]+)+$/.test(lower) ? lower : null;
}

/** The region in a COS host name: `b-1250000000.cos.ap-guangzhou.myqcloud.com`. Null for other hosts. */
export function regionOfHost(host: string): string | null {
  const match =
    /(?:^|\.)(?:cos|cos-internal|cos-website|pic|ci)\.([a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn)(?::\d+)?$/i.exec(
      host,
    );
  const region = fullRegion(match?.[1]);
  return region === 'accelerate' ? null : region;
}
