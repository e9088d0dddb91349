package dev.segmentnovu.relay.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
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

  /** What the relay writes in place of a part of an e-mail address or a phone number. */
  private static final String MASK = "***";

  /** What to add below a list: how to see what is masked in it; empty if nothing is. */
  public String note(JsonNode list) {
    return isMasked(list.toString()) ? "; *** is masked: --reveal shows it" : "";
  }

  /** Whether the relay may have masked a part of a text. */
  public boolean isMasked(String text) {
    return !reveal && text.contains(MASK);
  }

  /** The query with this option, which a relay gets only if it is given. */
  public Query addTo(Query query) {
    return query.with("reveal", reveal ? "true" : null);
  }
}
