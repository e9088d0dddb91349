package dev.segmentnovu.ingest.http;

import dev.segmentnovu.ingest.intake.ReceivedBody;
import java.util.function.Consumer;

/** The result of authenticating a request by its body. */
sealed interface Authentication {

  /** Calls the consumer of this case. A caller does not compile until it handles a new case. */
  void match(Consumer<ReceivedBody> accepted, Consumer<IngestResponse> refused);

  /** The body is authentic and has a shape that its route takes. */
  record Accepted(ReceivedBody body) implements Authentication {
    @Override
    public void match(Consumer<ReceivedBody> accepted, Consumer<IngestResponse> refused) {
      accepted.accept(body);
    }
  }

  /** The request gets this response. */
  record Refused(IngestResponse response) implements Authentication {
    @Override
    public void match(Consumer<ReceivedBody> accepted, Consumer<IngestResponse> refused) {
      refused.accept(response);
    }
  }
}
