export { NemoBatch } from './client.ts'
export {
  ApiError,
  AuthenticationError,
  ConflictError,
  ConnectionError,
  type Fault,
  InvalidInputError,
  NemoBatchError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  ServerError,
  TimeoutError,
  UnexpectedAnswerError,
} from './errors.ts'
export type { ChangesOptions } from './events/follow-changes.ts'
export type { FollowOptions } from './events/follow-events.ts'
export type { WaitOptions } from './events/wait-until-ended.ts'
export type { CreateOptions, RequestOptions } from './http/transport.ts'
export type { List, Page } from './list.ts'
export type { ContentOptions, ThumbnailOptions } from './resources/files.ts'
export type { NemoBatchOptions } from './settings.ts'
export type {
  Account,
  AccountPatch,
  ApiKey,
  AuditEntry,
  Batch,
  BatchStats,
  BulkEstimate,
  BulkResult,
  BulkSelection,
  Changes,
  CreatedApiKey,
  CreatedJob,
  CreatedWebhookEndpoint,
  DryRun,
  ErrorGroup,
  ErrorGroupList,
  Hello,
  Job,
  JobRow,
  JobRowList,
  NewAccount,
  NewApiKey,
  NewBatch,
  NewJob,
  NewProject,
  NewSingleJob,
  NewWebhookEndpoint,
  Project,
  ProjectPatch,
  RecoverDeliveries,
  RecoveredDeliveries,
  RetryBatch,
  RetryEstimate,
  RotatedWebhookSecret,
  ServiceEvent,
  Session,
  Stats,
  StoredFile,
  System,
  Video,
  WebhookDelivery,
  WebhookDeliveryDetail,
  WebhookEndpoint,
  WebhookEndpointPatch,
} from './types.ts'
export type { UploadOptions } from './uploads/upload-file.ts'
export type { UploadProgress, UploadSource } from './uploads/upload-source.ts'
