package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import java.util.List;

/** The calls that a request needs, without making them. */
public final class PlannedCalls {

  private PlannedCalls() {}

  /**
   * The calls for {@code request}, in order, for a subscriber that exists and has no {@code data}
   * yet. The relay also creates a missing subscriber, and merges the traits into stored data.
   */
  public static List<NovuCall> of(NovuRequest request) {
    return request.match(
        PlannedCalls::ofUpsert,
        trigger -> List.of(NovuCall.trigger(trigger)),
        subscribe -> List.of(NovuCall.subscribe(subscribe.topicKey(), subscribe.subscriberId())),
        device -> List.of(NovuCall.addDeviceToken(device)),
        delete -> List.of(NovuCall.deleteSubscriber(delete.subscriberId())));
  }

  private static List<NovuCall> ofUpsert(UpsertSubscriber upsert) {
    String id = upsert.subscriberId();
    NovuCall read = NovuCall.readSubscriber(id);
    if (upsert.customTraits().isEmpty()) {
      return List.of(
          upsert.fields().isEmpty() ? read : NovuCall.changeSubscriber(id, upsert.fields()));
    }
    ObjectNode fields = upsert.fields().deepCopy();
    fields.set("data", upsert.customTraits());
    NovuCall change = NovuCall.changeSubscriber(id, fields);
    return upsert.replace() ? List.of(change) : List.of(read, change);
  }
}
