package dev.segmentnovu.relay.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.relay.cli.http.Exchange.Answer;
import dev.segmentnovu.relay.cli.http.Exchange.NoAnswer;
import dev.segmentnovu.relay.cli.terminal.Printable;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.net.URI;

/** What a user reads, and the exit code, when the admin port refuses a call or does not answer. */
final class Problems {

  private static final String OTHER_URL =
      "name the admin port of your relay with --url or " + RemoteOptions.URL;

  private Problems() {}

  /** Whether the answer is problem details (RFC 9457), as the admin API sends them. */
  static boolean isProblem(Answer answer) {
    return answer.json().path("detail").isTextual();
  }

  /** The problem of a call that has no answer. */
  static CannotRunException of(URI url, NoAnswer none) {
    String said =
        switch (none.cause()) {
          case UNREACHABLE ->
              "No relay answers at %s (%s). Start one with ./relay up, or %s."
                  .formatted(url, none.detail(), OTHER_URL);
          case TIMEOUT ->
              "The relay at %s did not answer in time. Try again; if it stays like this, look at its"
                      .formatted(url)
                  + " log and at Redis.";
          case TLS ->
              "There is no secure connection to %s (%s). If the relay has a certificate of your own"
                      .formatted(url, none.detail())
                  + " authority, name the authority's file with --ca; if the port has no TLS, use"
                  + " http:// in the URL.";
          case BROKEN ->
              "The connection to %s broke off (%s). If the port has TLS, use https:// in the URL; else"
                      .formatted(url, none.detail())
                  + " look at the relay's log.";
          case INVALID ->
              "No request can be made to %s (%s). Check the URL.".formatted(url, none.detail());
        };
    return new CannotRunException(ExitCode.UNAVAILABLE, Printable.of(said));
  }

  /** The problem of a call that was refused. */
  static CannotRunException of(URI url, Query query, Answer answer) {
    JsonNode problem = answer.json();
    if (answer.status() == 404 && !isProblem(answer)) {
      return notRelay(url);
    }
    var text = new StringBuilder();
    String detail = problem.path("detail").asText("");
    text.append(
        detail.isEmpty() ? "The relay answers " + answer.status() + " to " + query + "." : detail);
    for (JsonNode each : problem.path("errors")) {
      text.append("\n  ")
          .append(each.path("where").asText())
          .append(' ')
          .append(each.path("detail").asText());
    }
    if (problem.path("remedy").isTextual()) {
      text.append('\n').append(problem.path("remedy").asText());
    }
    String remedy = remedy(answer, detail);
    if (!remedy.isEmpty()) {
      text.append('\n').append(remedy);
    }
    var lines = new StringBuilder();
    text.toString().lines().forEach(line -> lines.append(Printable.of(line)).append('\n'));
    return new CannotRunException(exitCode(answer.status()), lines.toString().stripTrailing());
  }

  /** The problem of an answer that no relay gives. */
  static CannotRunException notRelay(URI url) {
    return new CannotRunException(
        ExitCode.UNAVAILABLE,
        "What answers at "
            + url
            + " is not the admin port of a relay, or a relay older than this command. The admin"
            + " port is 8081 unless RELAY_ADMIN_PORT says otherwise; "
            + OTHER_URL
            + ".");
  }

  private static String remedy(Answer answer, String detail) {
    return switch (answer.status()) {
      case 401 ->
          "Set the variable "
              + RemoteOptions.TOKEN
              + " to a token of this relay. The token is read from there only, never from the"
              + " command line.";
      case 403 ->
          detail.isEmpty()
              ? "Use a token whose role allows this (operator), or ask who runs the relay."
              : "";
      case 429, 503 ->
          answer.header("Retry-After").map(wait -> "Try again in " + wait + " s.").orElse("");
      default -> "";
    };
  }

  private static int exitCode(int status) {
    return switch (status) {
      case 400, 413, 415, 422 -> ExitCode.USAGE;
      case 401, 403 -> ExitCode.REFUSED;
      case 404, 409, 410 -> ExitCode.FAILED;
      default -> ExitCode.UNAVAILABLE;
    };
  }
}
