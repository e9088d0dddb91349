package dev.segmentnovu.ingest.admin.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.concurrent.EventLoopConfined;
import dev.segmentnovu.config.Alerts;
import dev.segmentnovu.config.Alerts.Receiver;
import dev.segmentnovu.config.ConfigStatus;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.ingest.admin.alerts.rules.Alert;
import dev.segmentnovu.ingest.admin.alerts.rules.AlertRules;
import dev.segmentnovu.ingest.admin.alerts.rules.AlertRules.Evaluated;
import dev.segmentnovu.ingest.admin.alerts.rules.Snapshot;
import dev.segmentnovu.ingest.admin.http.AdminResponses;
import dev.segmentnovu.queue.admin.AlertStore;
import dev.segmentnovu.queue.admin.AlertStore.Contents;
import dev.segmentnovu.queue.admin.AlertStore.Turn;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the rules and sends what they find, in the one process that has the lease. A turn reads
 * what is stored, evaluates, and stores the state with the messages in one step; only then does it
 * send. So a process that dies loses no message, and sends none that another one evaluates anew. A
 * message whose result could not be stored is sent again under the same id.
 */
@EventLoopConfined
final class AlertLoop {

  private static final Logger LOG = LoggerFactory.getLogger("dev.segmentnovu.alerts");

  /** How many alerts {@code GET /admin/alerts} shows. */
  static final int LATEST = 50;

  private static final int MOST_REFUSAL_CHARS = 500;

  /** The lease ends by itself, so a stop does not wait for a Redis that is away. */
  private static final int RELEASE_SECONDS = 1;

  private record Tried(PendingMessage message, SendResult result) {}

  private final String process = UUID.randomUUID().toString();
  private final AlertStore store;
  private final ConfigView config;
  private final Supplier<Alerts> settings;
  private final AlertFeed feed;
  private final WebhookSender sender;
  private final AlertMeters meters;
  private final DoubleSupplier random;

  /** Results that are not stored yet. */
  private final List<Tried> results = new ArrayList<>();

  /** Receivers that are called, or whose result is not stored yet. */
  private final Set<String> busy = new HashSet<>();

  /** The turn that is taken, or the one before. */
  private Future<Void> present = Future.succeededFuture();

  private boolean running;
  private boolean again;
  private boolean closed;

  /**
   * A loop before its first turn.
   *
   * @param settings the receivers and limits, which may change
   * @param random from 0 to 1
   */
  AlertLoop(
      AlertStore store,
      ConfigView config,
      Supplier<Alerts> settings,
      AlertFeed feed,
      WebhookSender sender,
      AlertMeters meters,
      DoubleSupplier random) {
    this.store = store;
    this.config = config;
    this.settings = settings;
    this.feed = feed;
    this.sender = sender;
    this.meters = meters;
    this.random = random;
  }

  /** Takes a turn, or another one after the present one. */
  void turn() {
    if (closed || running) {
      again = running;
      return;
    }
    running = true;
    settings.get().receivers().forEach(receiver -> meters.show(receiver.name()));
    Future<Void> taken;
    try {
      taken =
          AdminResponses.onEventLoop(store.lead(process, refusal()))
              .compose(turn -> turn.leads() ? lead(turn) : follow());
    } catch (RuntimeException e) {
      taken = Future.failedFuture(e);
    }
    present = taken;
    taken.onComplete(
        ended -> {
          running = false;
          // a Redis that is away is reported by those who need it for events
          LOG.debug("A turn of the alerts ended", ended.cause());
          if (again) {
            again = false;
            turn();
          }
        });
  }

  /** Another process leads; it sends what this one could not report. */
  private Future<Void> follow() {
    results.forEach(tried -> busy.remove(tried.message().receiver()));
    results.clear();
    return Future.succeededFuture();
  }

  private Future<Void> lead(Turn turn) {
    return feed.snapshot(turn.now(), turn.refusals()).compose(snapshot -> store(turn, snapshot));
  }

  private Future<Void> store(Turn turn, Snapshot snapshot) {
    Alerts alerts = settings.get();
    Contents stored = turn.contents();
    Evaluated found =
        new AlertRules(alerts).evaluate(AlertJson.state(stored.state()).orElse(null), snapshot);
    long nowMs = turn.now().toEpochMilli();
    List<PendingMessage> lost = new ArrayList<>();
    List<Tried> reported = List.copyOf(results);
    Outbox outbox =
        AlertJson.outbox(stored.pending())
            .orElse(new Outbox(List.of()))
            .keepOnly(alerts.receivers());
    for (Tried tried : reported) {
      Outbox.Changed changed = outbox.tried(tried.message(), tried.result(), nowMs, random);
      lost.addAll(changed.lost());
      outbox = changed.outbox();
    }
    for (Alert alert : found.alerts()) {
      Outbox.Changed changed = outbox.add(alert, alerts.receivers());
      lost.addAll(changed.lost());
      outbox = changed.outbox();
    }
    Outbox next = outbox;
    var contents =
        new Contents(
            stored.version() + 1,
            AlertJson.text(found.state()),
            AlertJson.text(next.messages()),
            AlertJson.text(latest(stored.latest(), found.alerts())));
    return AdminResponses.onEventLoop(store.save(process, contents))
        .map(
            saved -> {
              if (saved) {
                reported.forEach(tried -> busy.remove(tried.message().receiver()));
                results.removeAll(reported);
                found.alerts().forEach(AlertLoop::log);
                lost.forEach(this::logLost);
                send(next.due(nowMs), alerts.receivers());
              }
              return null;
            });
  }

  private static List<JsonNode> latest(String stored, List<Alert> alerts) {
    List<JsonNode> latest = new ArrayList<>();
    alerts.forEach(alert -> latest.add(0, AlertJson.json(alert)));
    latest.addAll(AlertJson.latest(stored).orElse(List.of()));
    return latest.subList(0, Math.min(LATEST, latest.size()));
  }

  private void send(List<PendingMessage> due, List<Receiver> receivers) {
    for (PendingMessage message : due) {
      for (Receiver receiver : receivers) {
        if (receiver.name().equals(message.receiver()) && !closed && busy.add(receiver.name())) {
          sender
              .send(receiver, message.id(), message.body())
              .onSuccess(result -> tried(message, result));
        }
      }
    }
  }

  private void tried(PendingMessage message, SendResult result) {
    if (closed) {
      return; // the next leader sends it again, under the same id
    }
    result.match(
        delivered -> {
          meters.delivered(message.receiver());
          LOG.debug("Alert {} went to the receiver {}", message.id(), message.receiver());
          return null;
        },
        failed -> {
          meters.failed(message.receiver());
          LOG.warn(
              "Alert {} did not reach the receiver {}, and is tried again: {}",
              message.id(),
              message.receiver(),
              failed.error());
          return null;
        });
    results.add(new Tried(message, result));
    turn();
  }

  private void logLost(PendingMessage message) {
    meters.lost(message.receiver());
    LOG.error(
        "Alert {} is given up for the receiver {} after {} tries: {}. POST /admin/alerts/test shows"
            + " whether a receiver works",
        message.id(),
        message.receiver(),
        message.attempts(),
        message.lastError().isEmpty()
            ? "more than " + Outbox.MOST_PER_RECEIVER + " messages wait"
            : message.lastError());
  }

  private static void log(Alert alert) {
    String remedy = alert.remedy();
    String line = alert.type() + ": " + alert.message() + (remedy == null ? "" : ". " + remedy);
    switch (alert.severity()) {
      case INFO -> LOG.info(line);
      case WARNING -> LOG.warn(line);
      case ERROR -> LOG.error(line);
    }
  }

  /** Why this process refuses its configuration file; empty if it does not. */
  private String refusal() {
    ConfigStatus status = config.status();
    if (status.isValid()) {
      return "";
    }
    int more = status.errors().size() - 1;
    String text =
        status.file()
            + ": "
            + status.errors().get(0)
            + (more == 0 ? "" : ", and " + more + " more");
    return text.substring(0, Math.min(MOST_REFUSAL_CHARS, text.length()));
  }

  /** Takes no more turns, and lets another process lead at once. */
  Future<Void> close() {
    closed = true;
    // a turn under way would take the lease again
    return present
        .transform(ended -> AdminResponses.onEventLoop(store.release(process)))
        .timeout(RELEASE_SECONDS, TimeUnit.SECONDS)
        .otherwiseEmpty();
  }
}
