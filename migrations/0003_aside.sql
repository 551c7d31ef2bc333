-- Who was put aside in a meeting never reads what was written meanwhile: the log's heads when that began and when it
-- ended, in turns. An odd count means that it lasts.
alter table participants add column unseen bigint[] not null default '{}';
