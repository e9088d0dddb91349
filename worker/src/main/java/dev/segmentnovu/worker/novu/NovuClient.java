package dev.segmentnovu.worker.novu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
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

  /** Some 2 MB at most. */
  private static final int REMEMBERED_TOKENS = 10_000;

  private final NovuHttp http;
  private final NovuCalls calls;
  private final RecentDeviceTokens tokens = new RecentDeviceTokens(REMEMBERED_TOKENS);

  /**
   * A client of one environment of Novu.
   *
   * @param pacing when each call is made, and which in one
   */
  public NovuClient(NovuHttp http, CallPermits pacing) {
    this.http = http;
    calls = new NovuCalls(http, pacing);
  }

  /** The environment. */
  public RelayConfig.Novu novu() {
    return http.novu();
  }

  /** Whether Novu is known to have this already, so that it need not be asked. */
  public boolean isDone(NovuRequest request) {
    return request instanceof AddDeviceToken device && tokens.has(device);
  }

  /** Closes its connections; no attempt may be under way or come. */
  public void close() {
    http.close();
  }

  /**
   * Makes the calls for {@code request}, within the environment's timeout in all, what they wait
   * for their turns not counted. Never fails.
   *
   * @param attempt makes the idempotency keys
   * @param patience how long they may wait for their turns in all
   */
  public Future<Delivery> deliver(NovuRequest request, Attempt attempt, Duration patience) {
    var exchange = calls.begin(attempt, patience);
    if (request instanceof Trigger trigger) {
      return exchange
          .call(NovuCall.trigger(trigger))
          .map(answer -> answer.with(Outcomes::ofTrigger));
    }
    if (request instanceof UpsertSubscriber upsert) {
      if (upsert.customTraits().isEmpty()) {
        return upsert.fields().isEmpty()
            ? ensure(exchange, upsert)
            : change(exchange, upsert.subscriberId(), upsert.fields());
      }
      return upsert.replace() ? replace(exchange, upsert) : merge(exchange, upsert);
    }
    if (request instanceof SubscribeToTopic subscribe) {
      return subscribe(exchange, subscribe);
    }
    if (request instanceof AddDeviceToken device) {
      return addDeviceToken(exchange, device);
    }
    var delete = (DeleteSubscriber) request;
    tokens.forget(delete.subscriberId());
    return exchange
        .call(NovuCall.deleteSubscriber(delete.subscriberId()))
        .map(answer -> answer.with(Outcomes::ofDeletion));
  }

  /** The event says only that the subscriber exists: creating it anew would wipe its data. */
  private Future<Delivery> ensure(NovuCalls.Exchange exchange, UpsertSubscriber upsert) {
    String id = upsert.subscriberId();
    return exchange
        .call(NovuCall.readSubscriber(id))
        .compose(
            answer ->
                answer.hasStatus(404)
                    ? last(exchange, NovuCall.createSubscriber(id, upsert.fields()))
                    : Future.succeededFuture(answer.with(Outcomes::of)));
  }

  private Future<Delivery> change(NovuCalls.Exchange exchange, String id, ObjectNode fields) {
    return exchange
        .call(NovuCall.changeSubscriber(id, fields))
        .compose(
            answer ->
                answer.hasStatus(404)
                    ? last(exchange, NovuCall.createSubscriber(id, fields))
                    : Future.succeededFuture(answer.with(Outcomes::of)));
  }

  private Future<Delivery> replace(NovuCalls.Exchange exchange, UpsertSubscriber upsert) {
    ObjectNode fields = upsert.fields().deepCopy();
    fields.set("data", upsert.customTraits());
    return change(exchange, upsert.subscriberId(), fields);
  }

  /**
   * {@code data} is always replaced whole, so what is stored is read, and written back with the new
   * traits over it.
   */
  private Future<Delivery> merge(NovuCalls.Exchange exchange, UpsertSubscriber upsert) {
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

  private Future<Delivery> subscribe(NovuCalls.Exchange exchange, SubscribeToTopic subscribe) {
    NovuCall call = NovuCall.subscribe(subscribe.topicKey(), subscribe.subscriberId());
    return exchange
        .call(call)
        .compose(
            answer ->
                answer.says("SUBSCRIBER_NOT_FOUND")
                    ? createThen(exchange, subscribe.subscriberId(), call)
                    : Future.succeededFuture(answer.with(Outcomes::of)));
  }

  /** Novu answers 400 where the provider is not set up, and where the subscriber is missing. */
  private Future<Delivery> addDeviceToken(NovuCalls.Exchange exchange, AddDeviceToken device) {
    NovuCall call = NovuCall.addDeviceToken(device);
    return exchange
        .call(call)
        .compose(
            answer -> {
              Delivery first = answer.with(Outcomes::of);
              return answer.hasStatus(400) || answer.hasStatus(404)
                  ? unlessMissing(exchange, device.subscriberId(), call, first)
                  : Future.succeededFuture(first);
            })
        .onSuccess(
            delivery -> {
              if (delivery.result() instanceof DeliveryResult.Delivered) {
                tokens.add(device);
              }
            });
  }

  /** {@code refusal}, unless the subscriber is missing: then it is created, and asked again. */
  private static Future<Delivery> unlessMissing(
      NovuCalls.Exchange exchange, String id, NovuCall call, Delivery refusal) {
    return exchange
        .call(NovuCall.readSubscriber(id))
        .compose(
            answer -> {
              if (answer.hasStatus(404)) {
                return createThen(exchange, id, call);
              }
              Delivery read = answer.with(Outcomes::of);
              return Future.succeededFuture(
                  read.result() instanceof DeliveryResult.Delivered ? refusal : read);
            });
  }

  /** Creates the subscriber, then makes a call that was refused because it was missing. */
  private static Future<Delivery> createThen(
      NovuCalls.Exchange exchange, String id, NovuCall refused) {
    return last(exchange, NovuCall.createSubscriber(id, EventCodec.JSON.createObjectNode()))
        .compose(
            created ->
                created.result() instanceof DeliveryResult.Delivered
                    // the refusal stands under its idempotency key: another asking needs another
                    ? last(exchange.afresh(), refused)
                    : Future.succeededFuture(created));
  }

  private static Future<Delivery> last(NovuCalls.Exchange exchange, NovuCall call) {
    Function<NovuResponse, DeliveryResult> outcome = Outcomes::of;
    return exchange.call(call).map(answer -> answer.with(outcome));
  }
}
