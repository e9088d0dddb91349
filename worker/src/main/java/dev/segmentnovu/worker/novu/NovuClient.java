package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.novu.NovuRequest.DeleteSubscriber;
import dev.segmentnovu.worker.novu.NovuRequest.SubscribeToTopic;
import dev.segmentnovu.worker.novu.NovuRequest.Trigger;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;

/**
 * Turns requests into the calls that have the wished effect at Novu, and no other. {@code POST
 * /v2/subscribers} wipes the stored {@code data} where the call has none, so a subscriber that
 * exists is changed with PATCH, which touches only what it names.
 */
public final class NovuClient {

  private final NovuHttp http;

  /** A client of one environment of Novu. */
  public NovuClient(NovuHttp http) {
    this.http = http;
  }

  /** The environment. */
  public RelayConfig.Novu novu() {
    return http.novu();
  }

  /**
   * Makes the calls for {@code request}, within the environment's timeout in all, what they wait
   * for their turns not counted. Never fails.
   *
   * @param attempt makes the idempotency keys
   * @param patience how long they may wait for their turns in all
   */
  public Future<Delivery> deliver(NovuRequest request, Attempt attempt, Duration patience) {
    var exchange = http.begin(attempt, patience);
    if (request instanceof Trigger trigger) {
      return exchange
          .call(NovuCall.trigger(trigger))
          .map(answer -> answer.with(Outcomes::ofTrigger));
    }
    if (request instanceof UpsertSubscriber upsert) {
      if (upsert.customTraits().isEmpty()) {
        return upsert.fields().isEmpty() ? ensure(exchange, upsert) : change(exchange, upsert);
      }
      return merge(exchange, upsert);
    }
    if (request instanceof SubscribeToTopic subscribe) {
      return subscribe(exchange, subscribe);
    }
    var delete = (DeleteSubscriber) request;
    return exchange
        .call(NovuCall.deleteSubscriber(delete.subscriberId()))
        .map(answer -> answer.with(Outcomes::ofDeletion));
  }

  /** The event says only that the subscriber exists: creating it anew would wipe its data. */
  private Future<Delivery> ensure(NovuHttp.Exchange exchange, UpsertSubscriber upsert) {
    String id = upsert.subscriberId();
    return exchange
        .call(NovuCall.readSubscriber(id))
        .compose(
            answer ->
                answer.hasStatus(404)
                    ? last(exchange, NovuCall.createSubscriber(id, upsert.fields()))
                    : Future.succeededFuture(answer.with(Outcomes::of)));
  }

  private Future<Delivery> change(NovuHttp.Exchange exchange, UpsertSubscriber upsert) {
    String id = upsert.subscriberId();
    return exchange
        .call(NovuCall.changeSubscriber(id, upsert.fields()))
        .compose(
            answer ->
                answer.hasStatus(404)
                    ? last(exchange, NovuCall.createSubscriber(id, upsert.fields()))
                    : Future.succeededFuture(answer.with(Outcomes::of)));
  }

  /**
   * {@code data} is always replaced whole, so what is stored is read, and written back with the new
   * traits over it.
   */
  private Future<Delivery> merge(NovuHttp.Exchange exchange, UpsertSubscriber upsert) {
    String id = upsert.subscriberId();
    return exchange
        .call(NovuCall.readSubscriber(id))
        .compose(
            answer -> {
              boolean missing = answer.hasStatus(404);
              Delivery read = answer.with(Outcomes::ofRead);
              if (!missing && !(read.result() instanceof DeliveryResult.Delivered)) {
                return Future.succeededFuture(read);
              }
              ObjectNode fields = upsert.fields().deepCopy();
              ObjectNode data = fields.putObject("data");
              if (!missing && answer.data().get("data") instanceof ObjectNode stored) {
                data.setAll(stored);
              }
              data.setAll(upsert.customTraits());
              return last(
                  exchange,
                  missing
                      ? NovuCall.createSubscriber(id, fields)
                      : NovuCall.changeSubscriber(id, fields));
            });
  }

  private Future<Delivery> subscribe(NovuHttp.Exchange exchange, SubscribeToTopic subscribe) {
    NovuCall call = NovuCall.subscribe(subscribe.topicKey(), subscribe.subscriberId());
    return exchange
        .call(call)
        .compose(
            answer -> {
              if (!answer.says("SUBSCRIBER_NOT_FOUND")) {
                return Future.succeededFuture(answer.with(Outcomes::of));
              }
              // the first answer stands under its idempotency key: the second asking needs another
              var empty = EventCodec.JSON.createObjectNode();
              return last(exchange, NovuCall.createSubscriber(subscribe.subscriberId(), empty))
                  .compose(
                      created ->
                          created.result() instanceof DeliveryResult.Delivered
                              ? last(exchange.afresh(), call)
                              : Future.succeededFuture(created));
            });
  }

  private static Future<Delivery> last(NovuHttp.Exchange exchange, NovuCall call) {
    Function<NovuReply, DeliveryResult> outcome = Outcomes::of;
    return exchange.call(call).map(answer -> answer.with(outcome));
  }
}
