package dev.segmentnovu.worker.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.worker.calls.queue.AttemptDeadline;
import dev.segmentnovu.worker.novu.Attempt;
import dev.segmentnovu.worker.novu.CallOutcome;
import dev.segmentnovu.worker.novu.NovuCall;
import dev.segmentnovu.worker.novu.NovuRequest;
import dev.segmentnovu.worker.novu.NovuRequest.AddDeviceToken;
import dev.segmentnovu.worker.novu.NovuRequest.DeleteSubscriber;
import dev.segmentnovu.worker.novu.NovuRequest.SubscribeToTopic;
import dev.segmentnovu.worker.novu.NovuRequest.UpsertSubscriber;
import dev.segmentnovu.worker.novu.http.NovuHttp;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Makes the calls that have the effect of a request at Novu, and no other effect. {@code POST
 * /v2/subscribers} erases the stored {@code data} where the call has none, so a subscriber that
 * exists is changed with PATCH, which changes only what it names.
 */
@EventLoopConfined
public final class NovuClient {

  /** About 2 MB at most. */
  private static final int REMEMBERED_TOKENS = 10_000;

  private final NovuHttp http;
  private final CallScheduler scheduler;
  private final LongSupplier nanoTime;
  private final RecentDeviceTokens tokens = new RecentDeviceTokens(REMEMBERED_TOKENS);

  /**
   * A client of one environment of Novu.
   *
   * @param scheduler sends the calls to {@code http}
   * @param nanoTime as {@link System#nanoTime()}
   */
  public NovuClient(NovuHttp http, CallScheduler scheduler, LongSupplier nanoTime) {
    this.http = http;
    this.scheduler = scheduler;
    this.nanoTime = nanoTime;
  }

  /** The environment. */
  public RelayConfig.Novu novu() {
    return http.novu();
  }

  /** Whether Novu already stores what the request adds, so that no call is needed. */
  public boolean isDone(NovuRequest request) {
    return request instanceof AddDeviceToken device && tokens.has(device);
  }

  /** Closes the connections. No attempt may be in flight or follow. */
  public void close() {
    http.close();
  }

  /**
   * Makes the calls for {@code request}. In total they take at most the environment's timeout,
   * without the time in the queue. Never fails.
   *
   * @param attempt determines the idempotency keys
   * @param patience how long the calls may be queued in all
   */
  public Future<CallOutcome> deliver(NovuRequest request, Attempt attempt, Duration patience) {
    var deadline = new AttemptDeadline(nanoTime, http.novu().timeout(), patience);
    var calls = new AttemptCalls(scheduler, attempt, deadline);
    return request.match(
        upsert -> upsert(calls, upsert),
        trigger -> calls.make(NovuCall.trigger(trigger)),
        subscribe -> subscribe(calls, subscribe),
        device -> addDeviceToken(calls, device),
        delete -> delete(calls, delete));
  }

  /** Makes the calls of one attempt, which share a deadline. */
  private record AttemptCalls(CallScheduler scheduler, Attempt attempt, AttemptDeadline deadline) {

    /** Makes a call as soon as it has a permit. Never fails. */
    Future<CallOutcome> make(NovuCall call) {
      return scheduler.submit(call, attempt, deadline);
    }

    /** Makes the same call again under another idempotency key. */
    Future<CallOutcome> repeat(NovuCall call) {
      return scheduler.submit(call, attempt.withOtherKeys(), deadline);
    }
  }

  private Future<CallOutcome> upsert(AttemptCalls calls, UpsertSubscriber upsert) {
    if (upsert.customTraits().isEmpty()) {
      return upsert.fields().isEmpty()
          ? ensureExists(calls, upsert.subscriberId())
          : change(calls, upsert.subscriberId(), upsert.fields());
    }
    return upsert.replace() ? replaceData(calls, upsert) : mergeData(calls, upsert);
  }

  /** The event names no fields: creating a subscriber that exists would erase its data. */
  private static Future<CallOutcome> ensureExists(AttemptCalls calls, String id) {
    return calls
        .make(NovuCall.readSubscriber(id))
        .compose(read -> read.hasStatus(404) ? create(calls, id) : Future.succeededFuture(read));
  }

  private static Future<CallOutcome> create(AttemptCalls calls, String id) {
    return calls.make(NovuCall.createSubscriber(id, EventCodec.JSON.createObjectNode()));
  }

  private static Future<CallOutcome> change(AttemptCalls calls, String id, ObjectNode fields) {
    return calls
        .make(NovuCall.changeSubscriber(id, fields))
        .compose(
            changed ->
                changed.hasStatus(404)
                    ? calls.make(NovuCall.createSubscriber(id, fields))
                    : Future.succeededFuture(changed));
  }

  private static Future<CallOutcome> replaceData(AttemptCalls calls, UpsertSubscriber upsert) {
    ObjectNode fields = upsert.fields().deepCopy();
    fields.set("data", upsert.customTraits());
    return change(calls, upsert.subscriberId(), fields);
  }

  /**
   * Novu always replaces {@code data} as a whole. So the stored data is read, and written back with
   * the new traits over it.
   */
  private static Future<CallOutcome> mergeData(AttemptCalls calls, UpsertSubscriber upsert) {
    String id = upsert.subscriberId();
    return calls
        .make(NovuCall.readSubscriber(id))
        .compose(
            read -> {
              boolean missing = read.hasStatus(404);
              if (!missing && !read.result().isDelivered()) {
                return Future.succeededFuture(read);
              }
              ObjectNode fields = upsert.fields().deepCopy();
              ObjectNode data = fields.putObject("data");
              if (!missing && read.data().get("data") instanceof ObjectNode stored) {
                data.setAll(stored);
              }
              data.setAll(upsert.customTraits());
              return calls.make(
                  missing
                      ? NovuCall.createSubscriber(id, fields)
                      : NovuCall.changeSubscriber(id, fields));
            });
  }

  private static Future<CallOutcome> subscribe(AttemptCalls calls, SubscribeToTopic subscribe) {
    NovuCall call = NovuCall.subscribe(subscribe.topicKey(), subscribe.subscriberId());
    return calls
        .make(call)
        .compose(
            subscribed ->
                subscribed.hasError("SUBSCRIBER_NOT_FOUND")
                    ? createAndRepeat(calls, subscribe.subscriberId(), call)
                    : Future.succeededFuture(subscribed));
  }

  /** Novu responds 400 if the provider is not set up, and if the subscriber is missing. */
  private Future<CallOutcome> addDeviceToken(AttemptCalls calls, AddDeviceToken device) {
    NovuCall call = NovuCall.addDeviceToken(device);
    return calls
        .make(call)
        .compose(
            added ->
                added.hasStatus(400) || added.hasStatus(404)
                    ? repeatIfMissing(calls, device.subscriberId(), call, added)
                    : Future.succeededFuture(added))
        .onSuccess(
            added -> {
              if (added.result().isDelivered()) {
                tokens.add(device);
              }
            });
  }

  private Future<CallOutcome> delete(AttemptCalls calls, DeleteSubscriber delete) {
    tokens.forget(delete.subscriberId());
    return calls.make(NovuCall.deleteSubscriber(delete.subscriberId()));
  }

  /** If the subscriber is missing, creates it and repeats the call; else {@code refused}. */
  private static Future<CallOutcome> repeatIfMissing(
      AttemptCalls calls, String id, NovuCall call, CallOutcome refused) {
    return calls
        .make(NovuCall.readSubscriber(id))
        .compose(
            read -> {
              if (read.hasStatus(404)) {
                return createAndRepeat(calls, id, call);
              }
              return Future.succeededFuture(read.result().isDelivered() ? refused : read);
            });
  }

  /** Creates the subscriber, then makes a call that was refused because it was missing. */
  private static Future<CallOutcome> createAndRepeat(
      AttemptCalls calls, String id, NovuCall refused) {
    return create(calls, id)
        .compose(
            created ->
                created.result().isDelivered()
                    // Novu stores the refusal under its idempotency key
                    ? calls.repeat(refused)
                    : Future.succeededFuture(created));
  }
}
