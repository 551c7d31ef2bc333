-- Where whoever left a message is called: an account keeps its own number, and another message may have another one.
alter table left_messages add column phone text not null default '' check (char_length(phone) <= 40);
update left_messages l set phone = p.phone from people p where p.id = l.customer_id and l.callback is not null;
