package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import dev.segmentnovu.worker.novu.NovuRequest.DeleteSubscriber;
import dev.segmentnovu.worker.novu.NovuRequest.SubscribeToTopic;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import java.util.List;

/** Foretells the calls that {@link NovuClient} makes, for people who want to see them first. */
public final class PlannedCalls {

  private PlannedCalls() {}

  /**
   * The calls for {@code request}, in order, as they are for a subscriber that exists and has no
   * {@code data} yet. Where it is missing it is created, too; what it has is kept under what is
   * merged into it.
   */
  public static List<NovuCall> of(NovuRequest request) {
    if (request instanceof Trigger trigger) {
      return List.of(NovuCall.trigger(trigger));
    }
    if (request instanceof UpsertSubscriber upsert) {
      return ofUpsert(upsert);
    }
    if (request instanceof SubscribeToTopic subscribe) {
      return List.of(NovuCall.subscribe(subscribe.topicKey(), subscribe.subscriberId()));
    }
    if (request instanceof AddDeviceToken device) {
      return List.of(NovuCall.addDeviceToken(device));
    }
    return List.of(NovuCall.deleteSubscriber(((DeleteSubscriber) request).subscriberId()));
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
