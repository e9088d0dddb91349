package dev.segmentnovu.relay.cli.remote;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The source of a user, which need not be named where there is only one. */
public final class SourceOption {

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "the user's source; needed if the relay has several")
  private @Nullable String source;

  /**
   * The source.
   *
   * @throws CannotRunException if none is named and the relay has several
   */
  public String name(RelayClient relay) {
    if (source != null) {
      return source;
    }
    List<String> sources = relay.sources();
    if (sources.size() == 1) {
      return sources.get(0);
    }
    throw new CannotRunException(
        ExitCode.USAGE,
        "The relay has several sources: name one with --source " + String.join("|", sources));
  }
}
