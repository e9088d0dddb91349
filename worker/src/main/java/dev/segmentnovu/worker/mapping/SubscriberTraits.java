package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.mapping.MappingResult.LeftOut;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.util.List;

/**
 * Sorts the traits of an identify call into Novu's subscriber fields and the rest. Only what the
 * call names is set: an absent trait must not erase what Novu has; an explicit null does.
 */
final class SubscriberTraits {

  private static final List<String> FROM_CONTEXT = List.of("locale", "timezone");

  private SubscriberTraits() {}

  /**
   * The subscriber that {@code identify} describes.
   *
   * @param policy what becomes of traits that are no field of Novu's, or cannot be the field they
   *     are named after; ignored ones are not sent at all, so that {@code data} stays as it is
   * @param leftOut takes what cannot be its field
   */
  static NovuRequest.UpsertSubscriber upsert(
      SegmentEvent.Identify identify, Mapping.CustomTraits policy, List<LeftOut> leftOut) {
    ObjectNode custom = identify.traits().deepCopy();
    ObjectNode fields = ProfileFields.take(custom, "traits", leftOut);
    // the context of a call on the user's behalf is not the user's
    if (DeviceToken.isActive(identify)) {
      for (String field : FROM_CONTEXT) {
        JsonNode value = identify.common().context().get(field);
        if (value != null && !value.isNull() && !fields.has(field)) {
          ProfileFields.takes(fields, field, value, "context", leftOut);
        }
      }
    }
    if (policy == Mapping.CustomTraits.IGNORE) {
      custom.removeAll();
    }
    return new NovuRequest.UpsertSubscriber(
        identify.userId(), fields, custom, policy == Mapping.CustomTraits.REPLACE);
  }
}
