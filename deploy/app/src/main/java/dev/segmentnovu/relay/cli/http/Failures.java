package dev.segmentnovu.relay.cli.http;

import dev.segmentnovu.relay.cli.http.Exchange.NoAnswer;
import dev.segmentnovu.relay.cli.http.Exchange.NoAnswer.Cause;
import java.net.ConnectException;
import java.net.MalformedURLException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Tells from the exception of a call why there is no answer. Pure. */
final class Failures {

  /** A chain of causes may contain a cycle. */
  private static final int DEEPEST = 20;

  private Failures() {}

  static NoAnswer of(Throwable failure) {
    int depth = 0;
    for (Throwable each = failure; each != null && depth++ < DEEPEST; each = each.getCause()) {
      if (each instanceof SSLException || each instanceof GeneralSecurityException) {
        return new NoAnswer(Cause.TLS, innermost(each));
      }
      if (each instanceof UnknownHostException) {
        return new NoAnswer(Cause.UNREACHABLE, "the name has no address");
      }
      if (each instanceof ConnectException || each instanceof NoRouteToHostException) {
        return new NoAnswer(Cause.UNREACHABLE, words(each));
      }
      if (each instanceof IllegalArgumentException || each instanceof MalformedURLException) {
        // without the exception's message, which repeats the value
        return new NoAnswer(
            Cause.INVALID, "its address or a header has characters that must not be");
      }
      if (each instanceof TimeoutException) {
        return new NoAnswer(Cause.TIMEOUT, "the time is over");
      }
    }
    return new NoAnswer(Cause.BROKEN, words(failure));
  }

  /** The last cause says which certificate or protocol is wrong. */
  private static String innermost(Throwable failure) {
    Throwable last = failure;
    for (int depth = 0; last.getCause() != null && depth < DEEPEST; depth++) {
      last = last.getCause();
    }
    return words(last);
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
