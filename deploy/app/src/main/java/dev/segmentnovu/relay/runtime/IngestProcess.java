package dev.segmentnovu.relay.runtime;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.ingest.IngestVerticle;
import dev.segmentnovu.ingest.admin.AdminTools;
import dev.segmentnovu.ingest.admin.AdminVerticle;
import dev.segmentnovu.ingest.admin.jobs.JobTools;
import dev.segmentnovu.ingest.admission.AdmissionControl;
import dev.segmentnovu.queue.control.Heartbeat;
import dev.segmentnovu.queue.control.Pauses;
import dev.segmentnovu.queue.control.SourceState;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.relay.preview.RulePreview;
import dev.segmentnovu.relay.preview.RuleTrial;
import dev.segmentnovu.relay.preview.RunningMappers;
import dev.segmentnovu.relay.runtime.config.LiveConfig;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.telemetry.Readiness;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ingest part of a process: the port for Segment, and the port for operators. */
public final class IngestProcess {

  private static final Logger LOG = LoggerFactory.getLogger(IngestProcess.class);
  private static final int HEAP_PER_BYTE = 3;

  private IngestProcess() {}

  /** The ports on which it listens, which differ from configured ports that are 0. */
  public record Ports(int ingest, int admin) {}

  /**
   * Starts the part; the runtime's shutdown stops it.
   *
   * @param sandbox the address of the sandbox of {@code relay up}; null if there is none
   * @return the ports on which it listens
   * @throws CannotRunException if a port is taken
   */
  public static Ports start(
      ProcessRuntime runtime,
      LiveConfig live,
      RedisEventQueue queue,
      RedisWatch watch,
      @Nullable URI sandbox) {
    RelayConfig config = live.running();
    var started = new AtomicBoolean();
    int percent = config.ingest().memoryPercent();
    var acceptance = new Acceptance(System::nanoTime);
    Readiness readiness =
        watch.guarding(
            acceptance.guarding(
                ProcessRuntime.readiness(started::get, () -> queue.enqueueProblem(live.sources()))),
            percent);
    var inFlight = new AdmissionControl(config.ingest().inFlight(), runtime.registry());
    Heartbeat first = runtime.heartbeat(Heartbeat.Role.INGEST);
    runtime.report(
        queue,
        first,
        Pauses.unknown(),
        () ->
            Future.succeededFuture(
                first.with(served(live)).withSenders(inFlight.senders().report())),
        pauses -> {});
    var mappers = new RunningMappers(live::running);
    var tools =
        new AdminTools(
            new JobTools(queue.operators().jobs(), new RulePreview(mappers, runtime.clock())),
            new RuleTrial(live::running, mappers, runtime.clock()),
            sandbox);
    List<AdminVerticle> admins = new CopyOnWriteArrayList<>();
    runtime.deploy(
        "the admin port " + config.admin().port(),
        () -> {
          var admin =
              new AdminVerticle(
                  config.admin(),
                  live,
                  live::running,
                  queue.operators().queue(live::sources, runtime.activity()),
                  tools,
                  runtime.registry(),
                  readiness,
                  runtime.clock());
          admins.add(admin);
          return admin;
        },
        1);
    List<IngestVerticle> ingests = new CopyOnWriteArrayList<>();
    runtime.deploy(
        "the ingest port " + config.ingest().port(),
        () ->
            new LoopLocal(
                queue,
                own -> {
                  var ingest =
                      new IngestVerticle(
                          config.ingest(),
                          config.sources(),
                          acceptance.noting(watch.guarding(own, percent)),
                          inFlight,
                          runtime.registry(),
                          runtime.activity(),
                          runtime.clock(),
                          runtime.tracing(),
                          runtime.failureLogs());
                  ingests.add(ingest);
                  return ingest;
                }),
        config.ingest().port() == 0
            ? 1
            : EventLoops.ofEach()); // each instance would find another port
    started.set(true);
    live.onChange(changed -> ingests.forEach(ingest -> ingest.serve(changed.sources())));
    live.onChange(changed -> admins.forEach(admin -> admin.admit(changed.admin().access())));
    smallHeap(config.ingest().inFlight().bytes(), Runtime.getRuntime().maxMemory())
        .ifPresent(line -> LOG.warn(line));
    return new Ports(ingests.get(0).port(), admins.get(0).port());
  }

  private static List<Heartbeat.Source> served(LiveConfig live) {
    return live.sources().stream()
        .map(source -> new Heartbeat.Source(source, SourceState.RUNNING, 0))
        .toList();
  }

  /**
   * A warning if the bodies in flight may exhaust the heap. A body is in memory twice while it is
   * received, and once more while it is sent to Redis.
   */
  static Optional<String> smallHeap(long inFlight, long heap) {
    return heap >= HEAP_PER_BYTE * inFlight
        ? Optional.empty()
        : Optional.of(
            "Requests of up to "
                + (inFlight >> 20)
                + " MiB may be in flight, and Java's heap has "
                + (heap >> 20)
                + " MiB: large requests may exhaust it, and the process would end. Lower"
                + " RELAY_INGEST_MAX_BYTES with RELAY_WEBHOOK_MAX_BODY_BYTES and"
                + " RELAY_WEBHOOK_MAX_STORED_BYTES, or give it "
                + ((HEAP_PER_BYTE * inFlight) >> 20)
                + " MiB of heap");
  }
}
