package dev.segmentnovu.relay.cli.check;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.queue.QueueUnavailableException;
import dev.segmentnovu.queue.redis.RedisEventQueue;
import dev.segmentnovu.queue.redis.reshard.Resharding.Progress;
import dev.segmentnovu.queue.redis.reshard.Resharding.Result;
import dev.segmentnovu.queue.redis.script.SourceScripts;
import dev.segmentnovu.relay.runtime.config.CommandConfig;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code relay reshard}: changes the number of shards while everything runs. */
@Command(
    name = "reshard",
    mixinStandardHelpOptions = true,
    description = {
      "Changes the number of shards of the queue in Redis while ingest and workers run.",
      "Ingest goes on accepting events; deliveries wait until the move has ended. If it is",
      "stopped, even by kill -9, run it again with the same number: it goes on."
    })
public final class ReshardCommand implements Callable<Integer> {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

  @Option(
      names = "--shards",
      required = true,
      paramLabel = "N",
      description = "The new number, from 1 to 256.")
  private int shards;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "Only this source; all sources if it is not given.")
  private @Nullable String source;

  @Option(
      names = "--from",
      paramLabel = "N",
      description = {
        "Moves what was left where the queue was when it was in N shards, as relay fsck",
        "reports it."
      })
  private @Nullable Integer from;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  public ReshardCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    requireNumber("--shards", shards);
    if (from != null) {
      requireNumber("--from", from);
    }
    RelayConfig config =
        CommandConfig.require(CommandConfig.shared(environment, ProcessRole.QUEUE).load());
    RelayConfig.Redis redis = Objects.requireNonNull(config.redis());
    RedisCheck.problem(redis)
        .ifPresent(
            problem -> {
              throw new CannotRunException(ExitCode.UNAVAILABLE, "Redis at " + problem);
            });
    boolean refused = false;
    try (var queue = RedisEventQueue.connect(redis, config.queue())) {
      for (String name : sources(config)) {
        requireUsable(queue, name);
        refused |= !reshard(queue, name);
      }
    } catch (CompletionException e) {
      if (e.getCause() instanceof QueueUnavailableException away) {
        throw new CannotRunException(
            ExitCode.UNAVAILABLE,
            away.getMessage() + ". Then run the same command again: it goes on");
      }
      throw e;
    }
    return refused ? ExitCode.FAILED : ExitCode.OK;
  }

  private void requireNumber(String option, int number) {
    if (number < 1 || number > SourceScripts.MAX_SHARDS) {
      throw new ParameterException(
          spec.commandLine(),
          option + " must be from 1 to " + SourceScripts.MAX_SHARDS + ", not " + number);
    }
  }

  private List<String> sources(RelayConfig config) {
    if (source == null) {
      return config.sourceNames();
    }
    if (!config.sourceNames().contains(source)) {
      throw new CannotRunException(
          ExitCode.CONFIGURATION,
          "There is no source "
              + source
              + ". The configuration has: "
              + String.join(", ", config.sourceNames()));
    }
    return List.of(source);
  }

  /** Fails if this version does not know the format of the source's data. */
  static void requireUsable(RedisEventQueue queue, String source) {
    queue
        .layout()
        .refusal(source)
        .toCompletableFuture()
        .join()
        .ifPresent(
            why -> {
              throw new CannotRunException(ExitCode.CONFIGURATION, why);
            });
  }

  /** False if it was refused. */
  private boolean reshard(RedisEventQueue queue, String name) {
    PrintWriter out = spec.commandLine().getOut();
    var lines = new ProgressLines(name, out);
    OptionalInt former = from == null ? OptionalInt.empty() : OptionalInt.of(from);
    Result result = queue.resharding().run(name, shards, former, lines::show);
    if (result instanceof Result.Refused refused) {
      spec.commandLine().getErr().println(refused.why());
      return false;
    }
    if (result instanceof Result.Done done) {
      out.printf(
          "%s  in %d shards now, %d before: %d users and %d dead letters moved. Set"
              + " RELAY_QUEUE_SHARDS to %d%n",
          name, shards, done.from(), done.progress().users(), done.progress().letters(), shards);
    } else {
      out.printf("%s  is in %d shards already%n", name, shards);
    }
    return true;
  }

  /** Prints a line each second at most. */
  private static final class ProgressLines {
    private final String source;
    private final PrintWriter out;
    private long nextAtNanos = System.nanoTime();

    ProgressLines(String source, PrintWriter out) {
      this.source = source;
      this.out = out;
    }

    void show(Progress progress) {
      long now = System.nanoTime();
      if (now - nextAtNanos >= 0) {
        nextAtNanos = now + BETWEEN_LINES.toNanos();
        out.printf(
            "%s  shard %d of %d: %d users and %d dead letters moved so far%n",
            source, progress.shard(), progress.shards(), progress.users(), progress.letters());
      }
    }
  }
}
