package dev.segmentnovu.telemetry;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Whether a process can do its work now. */
@FunctionalInterface
public interface Readiness {

  /** Empty if the process is ready, else the reason for the operator. The stage never fails. */
  CompletionStage<Optional<String>> unready();
}
