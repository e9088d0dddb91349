package dev.segmentnovu.relay.cli;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.relay.runtime.ProcessRuntime;
import dev.segmentnovu.relay.runtime.Shutdown;
import dev.segmentnovu.relay.runtime.WorkerProcess;
import dev.segmentnovu.relay.runtime.config.CommandConfig;
import dev.segmentnovu.relay.runtime.config.LiveConfig;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code relay worker}: delivers queued events to Novu. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    description = {
      "Delivers queued events from Redis (REDIS_URL) to Novu; as many processes as wanted.",
      "Runs until it is stopped; then it finishes what is in flight and gives the rest back."
    })
final class WorkerCommand extends ProcessCommand {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerCommand.class);

  private final Map<String, String> environment;

  WorkerCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  void start(Shutdown shutdown) {
    ConfigLoader loader = CommandConfig.shared(environment, ProcessRole.WORKER);
    // report mistakes in the configuration before anything starts
    RelayConfig config = CommandConfig.require(loader.load());
    var runtime = new ProcessRuntime(shutdown);
    LiveConfig live = runtime.config(loader, ProcessRole.WORKER);
    RelayConfig.Redis redis = Objects.requireNonNull(config.redis());
    RedisEventQueue queue = runtime.queue(redis, config.queue());
    int ops =
        WorkerProcess.start(runtime, live, queue, runtime.watch(queue, redis.durability(), live));
    runtime.mark(queue, live);
    runtime.follow(live);
    LOG.info(
        "The worker delivers for {}; health and metrics on {}:{}",
        live.sources(),
        config.ops().host(),
        ops);
  }
}
