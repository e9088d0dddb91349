package dev.segmentnovu.relay.cli.remote;

import picocli.CommandLine.Option;

/** Whether a list shows personal data as it is. */
public final class RevealOption {

  @Option(
      names = "--reveal",
      description = {
        "show e-mail addresses and phone numbers as they are;",
        "needs the role operator, and the relay records it"
      })
  private boolean reveal;

  /** The query with this option, which a relay gets only if it is given. */
  public Query addTo(Query query) {
    return query.with("reveal", reveal ? "true" : null);
  }
}
