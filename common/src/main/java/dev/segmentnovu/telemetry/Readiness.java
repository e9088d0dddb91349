package dev.segmentnovu.telemetry;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Tells whether a process can do its work now. */
@FunctionalInterface
public interface Readiness {

  /** Empty when ready, else why not, in words an operator can act on. Never fails. */
  CompletionStage<Optional<String>> unready();
}
