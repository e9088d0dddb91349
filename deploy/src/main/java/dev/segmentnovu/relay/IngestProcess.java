package dev.segmentnovu.relay;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.ingest.InFlight;
import dev.segmentnovu.ingest.IngestVerticle;
import dev.segmentnovu.ingest.admin.AdminVerticle;
import dev.segmentnovu.queue.RedisEventQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** The half that takes events in: the port for Segment, and the port for operators. */
final class IngestProcess {

  private IngestProcess() {}

  /**
   * Starts it; the foundation's shutdown stops it.
   *
   * @throws CannotRunException if a port is taken
   */
  static void start(
      Foundation foundation, LiveConfig live, RedisEventQueue queue, RedisWatch watch) {
    RelayConfig config = live.running();
    var started = new AtomicBoolean();
    foundation.deploy(
        "the admin port " + config.admin().port(),
        () ->
            new AdminVerticle(
                config.admin(),
                live,
                queue.deadLetters(live::sources),
                queue,
                queue.hold(),
                foundation.registry(),
                watch.guarding(
                    Foundation.readiness(started::get, () -> queue.enqueueProblem(live.sources()))),
                foundation.clock()),
        1);
    var inFlight = new InFlight(config.ingest().inFlight(), foundation.registry());
    List<IngestVerticle> ingests = new CopyOnWriteArrayList<>();
    foundation.deploy(
        "the ingest port " + config.ingest().port(),
        () ->
            new LoopLocal(
                queue,
                own -> {
                  var ingest =
                      new IngestVerticle(
                          config.ingest(),
                          config.sources(),
                          watch.guarding(own, config.ingest().memoryPercent()),
                          inFlight,
                          foundation.registry(),
                          foundation.clock());
                  ingests.add(ingest);
                  return ingest;
                }),
        config.ingest().port() == 0 ? 1 : EventLoops.ofEach()); // each would find a port of its own
    started.set(true);
    live.onChange(changed -> ingests.forEach(ingest -> ingest.serve(changed.sources())));
  }
}
