package dev.segmentnovu.worker.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.event.SegmentEvent;
import dev.segmentnovu.worker.mapping.profile.LeftOut;
import dev.segmentnovu.worker.mapping.profile.ProfileFields;
import dev.segmentnovu.worker.novu.NovuRequest;
import java.util.List;

/**
 * Separates the traits of an identify call into Novu's subscriber fields and custom traits. Only
 * the traits that the call names are set: an absent trait must not erase what Novu stores; an
 * explicit null erases it.
 */
final class SubscriberTraits {

  private static final List<String> FIELDS_OF_CONTEXT = List.of("locale", "timezone");

  private SubscriberTraits() {}

  /**
   * The request that stores the subscriber that {@code identify} describes.
   *
   * @param policy what to do with custom traits, and with values that cannot be the field they are
   *     named after. {@code IGNORE} sends none of them, so that the stored {@code data} is
   *     unchanged
   * @param leftOut receives the values that cannot be their field
   */
  static NovuRequest.UpsertSubscriber upsert(
      SegmentEvent.Identify identify, Mapping.CustomTraits policy, List<LeftOut> leftOut) {
    ObjectNode custom = identify.traits().deepCopy();
    ObjectNode fields = ProfileFields.extract(custom, "traits", leftOut);
    // the context of a call on the user's behalf is not the user's context
    if (DeviceToken.isActive(identify)) {
      for (String field : FIELDS_OF_CONTEXT) {
        JsonNode value = identify.common().context().get(field);
        if (value != null && !value.isNull() && !fields.has(field)) {
          ProfileFields.setIfAbsent(fields, field, value, "context", leftOut);
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
