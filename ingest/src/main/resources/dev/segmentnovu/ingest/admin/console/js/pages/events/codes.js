/** Why the relay rejects events, as docs/ingest.md has it. */

/** Code → what is wrong, and what to do at the sender. */
export const CODES = {
  bad_request: "The event is not an object, is too large, or its type is unknown. The message says which.",
  empty_batch: "The body holds no event.",
  no_user_anon_id: "Send a userId, or an anonymousId.",
  anonymous_user: "The source refuses events without a userId: call identify first.",
  id_not_string: "An id must be a text or an integer.",
  id_required: "A group needs a groupId, an alias a previousId.",
  event_not_defined: "A track needs the name of what happened in event.",
  event_not_string: "The name of what happened, event, must be a text.",
  properties_not_object: "properties must be an object.",
  traits_not_object: "traits must be an object.",
  name_not_string: "name of a page or screen must be a text.",
  category_not_string: "category of a page or screen must be a text.",
  unauthorized: "The write key or the signature is wrong: compare it with the source in relay.yaml.",
};
