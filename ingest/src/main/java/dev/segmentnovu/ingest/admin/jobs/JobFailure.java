package dev.segmentnovu.ingest.admin.jobs;

import java.util.Arrays;

/** Why a job leaves a dead letter as it is. */
enum JobFailure {
  UNREADABLE(
      "unreadable",
      "This version of the relay cannot read the dead letter or its entry: replay it with the"
          + " version that wrote it, or discard it."),
  EDIT_INVALID(
      "edit-invalid",
      "The edited event is not one that the relay accepts, or is another user's: replay one of the"
          + " examples with the edit to see why, and correct the edit."),
  NOTHING_STORED(
      "nothing-stored",
      "No trigger was sent to Novu, or it was too large to be stored, so there is nothing to send"
          + " as it was: replay with mapping current."),
  BUSY(
      "busy",
      "The user's first event was being delivered all the time: start the job again, or replay to"
          + " the tail.");

  private final String code;
  private final String message;

  JobFailure(String code, String message) {
    this.code = code;
    this.message = message;
  }

  String code() {
    return code;
  }

  /** The failure and its remedy, for people. */
  String message() {
    return message;
  }

  /** The message of a code; another version may have stored one that this one does not know. */
  static String message(String code) {
    return Arrays.stream(values())
        .filter(each -> each.code.equals(code))
        .map(JobFailure::message)
        .findFirst()
        .orElse("Another version of the relay noted this reason.");
  }
}
