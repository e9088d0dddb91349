package dev.segmentnovu.relay.cli.remote;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only holds others, as {@code relay dlq} does. */
public abstract class CommandGroup implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A group whose commands are added by its caller. */
  protected CommandGroup() {}

  @Override
  public final void run() {
    throw new ParameterException(spec.commandLine(), "Which command? See below.");
  }
}
