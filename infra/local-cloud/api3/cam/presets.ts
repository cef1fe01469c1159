import type { PolicyState } from '../../state.js';

/** Preset policies that deployers and tests attach (COS ones as page 45236 lists them); ids other than 596170 are local. */
export const PRESET_POLICIES: readonly PolicyState[] = [
  preset(1, 'AdministratorAccess', ['*']),
  preset(596170, 'QcloudCamReadOnlyAccess', ['cam:Get*', 'cam:List*', 'cam:Describe*']),
  preset(600001, 'QcloudCOSFullAccess', ['cos:*']),
  preset(600002, 'QcloudCOSBucketConfigRead', ['cos:GetBucket*', 'cos:HeadBucket']),
  preset(600003, 'QcloudCOSBucketConfigWrite', ['cos:PutBucket*']),
  preset(600004, 'QcloudCOSDataFullControl', [
    'cos:GetService',
    'cos:GetBucket',
    'cos:ListMultipartUploads',
    'cos:GetObject*',
    'cos:HeadObject',
    'cos:GetBucketObjectVersions',
    'cos:OptionsObject',
    'cos:ListParts',
    'cos:DeleteObject',
    'cos:PostObject',
    'cos:PostObjectRestore',
    'cos:PutObject*',
    'cos:InitiateMultipartUpload',
    'cos:UploadPart',
    'cos:UploadPartCopy',
    'cos:CompleteMultipartUpload',
    'cos:AbortMultipartUpload',
    'cos:DeleteMultipleObjects',
    'cos:AppendObject',
  ]),
  preset(600005, 'QcloudCOSDataReadOnly', ['cos:GetObject', 'cos:HeadObject', 'cos:OptionsObject']),
  preset(600006, 'QcloudCOSDataWriteOnly', [
    'cos:PutObject',
    'cos:PostObject',
    'cos:InitiateMultipartUpload',
    'cos:UploadPart',
    'cos:UploadPartCopy',
    'cos:CompleteMultipartUpload',
    'cos:AbortMultipartUpload',
    'cos:ListMultipartUploads',
    'cos:ListParts',
  ]),
  preset(600007, 'QcloudCOSGetServiceAccess', ['cos:GetService']),
  preset(600008, 'QcloudCOSListOnly', [
    'cos:GetService',
    'cos:HeadBucket',
    'cos:GetBucket',
    'cos:GetBucketObjectVersions',
  ]),
  preset(600009, 'QcloudCOSReadOnlyAccess', [
    'cos:GetService',
    'cos:HeadBucket',
    'cos:GetBucket*',
    'cos:HeadObject',
    'cos:OptionsObject',
  ]),
  preset(600010, 'QcloudSCFFullAccess', ['scf:*']),
  preset(600011, 'QcloudSCFReadOnlyAccess', ['scf:Get*', 'scf:List*']),
  preset(600012, 'QcloudSESFullAccess', ['ses:*']),
  // What the platform roles carry: log delivery (16920), and the triggers and packages of SCF.
  preset(600013, 'QcloudCOSAccessForCLSRole', ['cos:GetBucketLogging', 'cos:PutObject', 'cos:HeadBucket']),
  preset(600014, 'QcloudAccessForScfRole', [
    'cos:GetBucketNotification',
    'cos:PutBucketNotification',
    'cos:GetObject',
    'cls:*',
  ]),
];

function preset(id: number, name: string, actions: string[]): PolicyState {
  return {
    id,
    name,
    type: 'preset',
    description: '',
    document: { version: '2.0', statement: [{ effect: 'allow', action: actions, resource: ['*'] }] },
    deactivated: false,
    createdAt: '2017-01-01T00:00:00Z',
  };
}
