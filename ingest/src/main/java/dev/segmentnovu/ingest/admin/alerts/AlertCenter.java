package dev.segmentnovu.ingest.admin.alerts;

import dev.segmentnovu.config.Alerts;
import dev.segmentnovu.config.ConfigView;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.admin.OperatorQueue;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** The wiring of the alerts of a process: its turns, and its routes. */
public final class AlertCenter {

  private final Vertx vertx;
  private final WebhookSender sender;
  private final AlertLoop loop;
  private final AlertRoutes routes;

  /**
   * The alerts of a process.
   *
   * @param config the configured sources, and the state of the configuration file
   * @param running the configuration, whose receivers and limits may change
   * @param queue the queue, and what the processes share
   * @param inputs what workers and jobs report
   * @param registry receives the counters of messages
   * @param clock the time of signatures
   */
  public AlertCenter(
      Vertx vertx,
      ConfigView config,
      Supplier<RelayConfig> running,
      OperatorQueue queue,
      AlertInputs inputs,
      MeterRegistry registry,
      InstantSource clock) {
    this.vertx = vertx;
    Supplier<Alerts> settings = () -> running.get().alerts();
    sender = new WebhookSender(vertx, clock);
    loop =
        new AlertLoop(
            queue.alerts(),
            config,
            settings,
            new AlertFeed(config, running.get().queue(), queue, inputs),
            sender,
            new AlertMeters(registry),
            () -> ThreadLocalRandom.current().nextDouble());
    routes = new AlertRoutes(queue.alerts(), settings, sender, clock);
  }

  /** Adds the routes to {@code router}. */
  public void mount(Router router) {
    routes.mount(router);
  }

  /** Takes a turn now and at each {@code period}, on the present event loop. */
  public void start(Duration period) {
    vertx.setPeriodic(0, period.toMillis(), timer -> loop.turn());
  }

  /** Takes no more turns, and lets another process lead at once. Never fails. */
  public Future<Void> stop() {
    return loop.close().onComplete(closed -> sender.close());
  }
}
