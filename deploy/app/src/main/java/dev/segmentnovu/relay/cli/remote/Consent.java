package dev.segmentnovu.relay.cli.remote;

import dev.segmentnovu.relay.cli.terminal.Screen;
import picocli.CommandLine.Option;

/** Asks before a change that cannot be taken back, unless the user has agreed to it already. */
public final class Consent {

  @Option(names = "--yes", description = "do not ask; needed where there is no terminal")
  private boolean yes;

  /**
   * Whether to go on. Says so if not.
   *
   * @param question with the number of things that change
   */
  public boolean given(Screen screen, String question) {
    if (yes || screen.ask(question)) {
      return true;
    }
    screen.note("Nothing was changed.");
    return false;
  }
}
