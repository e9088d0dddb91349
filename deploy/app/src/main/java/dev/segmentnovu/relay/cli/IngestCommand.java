package dev.segmentnovu.relay.cli;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.relay.runtime.IngestProcess;
import dev.segmentnovu.relay.runtime.ProcessRuntime;
import dev.segmentnovu.relay.runtime.Shutdown;
import dev.segmentnovu.relay.runtime.config.CommandConfig;
import dev.segmentnovu.relay.runtime.config.LiveConfig;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code relay ingest}: accepts events and queues them. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description = {
      "Takes Segment's events in and queues them in Redis (REDIS_URL); the admin API.",
      "Runs until it is stopped; then it finishes the requests it has."
    })
final class IngestCommand extends ProcessCommand {
  private static final Logger LOG = LoggerFactory.getLogger(IngestCommand.class);

  private final Map<String, String> environment;

  IngestCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  void start(Shutdown shutdown) {
    ConfigLoader loader = CommandConfig.shared(environment, ProcessRole.INGEST);
    // report mistakes in the configuration before anything starts
    RelayConfig config = CommandConfig.require(loader.load());
    var runtime = new ProcessRuntime(shutdown);
    LiveConfig live = runtime.config(loader, ProcessRole.INGEST);
    RelayConfig.Redis redis = Objects.requireNonNull(config.redis());
    RedisEventQueue queue = runtime.queue(redis, config.queue());
    IngestProcess.Ports ports =
        IngestProcess.start(
            runtime, live, queue, runtime.watch(queue, redis.durability(), live), null);
    runtime.mark(queue, live);
    runtime.follow(live);
    LOG.info(
        "Ingest listens on {}:{}, admin on {}:{}",
        config.ingest().host(),
        ports.ingest(),
        config.admin().host(),
        ports.admin());
    new EntryPoints(config, ports.ingest()).lines().forEach(LOG::info);
  }
}
