package dev.segmentnovu.relay.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.terminal.Screen;
import dev.segmentnovu.relay.cli.terminal.Surroundings;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that talks to the admin port of a running relay. */
public abstract class RemoteCommand implements Callable<Integer> {

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Surroundings surroundings;

  /** A command that is started with {@code surroundings}. */
  protected RemoteCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public final Integer call() throws IOException {
    var screen =
        new Screen(
            surroundings,
            spec.commandLine().getOut(),
            spec.commandLine().getErr(),
            remote.colors());
    try (var relay = new RelayClient(remote.target(surroundings, spec))) {
      return run(relay, screen);
    }
  }

  /**
   * Does the work of the command.
   *
   * @return the exit code
   */
  protected abstract int run(RelayClient relay, Screen screen) throws IOException;

  /** Whether the command prints JSON for programs. */
  protected final boolean json() {
    return remote.json();
  }

  /** What the command is started with. */
  protected final Surroundings surroundings() {
    return surroundings;
  }

  /** The exception for a command line that makes no sense. */
  protected final ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /**
   * Prints the answer: as it came with {@code --json}, and otherwise for people.
   *
   * @param people prints it for people
   */
  protected final void print(Screen screen, Reply reply, Consumer<JsonNode> people) {
    if (json()) {
      printJson(screen, reply);
    } else {
      people.accept(reply.json());
    }
  }

  /** Prints the answer as it came, on lines of its own; nothing if it is empty. */
  protected final void printJson(Screen screen, Reply reply) {
    if (!reply.text().isBlank()) {
      screen.out().println(reply.text().stripTrailing());
    }
  }
}
