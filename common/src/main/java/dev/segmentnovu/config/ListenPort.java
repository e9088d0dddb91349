package dev.segmentnovu.config;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;

/** A port that a process of the relay listens on. It names the settings that change it. */
public enum ListenPort {
  /** Takes events in. */
  INGEST("ingest port", "ingest", "RELAY_HTTP"),
  /** For operators. */
  ADMIN("admin port", "admin", "RELAY_ADMIN"),
  /** The worker's health and metrics. */
  OPS("ops port", "ops", "RELAY_OPS");

  private final String title;
  private final String section;
  private final String variable;

  ListenPort(String title, String section, String variable) {
    this.title = title;
    this.section = section;
    this.variable = variable;
  }

  /** Its name for people: {@code admin port}. */
  public String title() {
    return title;
  }

  /**
   * Explains why a process cannot listen, and names the settings to change.
   *
   * @param host the address it should listen on
   * @param port the port it should listen on
   * @param failure the error of the operating system
   */
  public CannotListenException cannotListen(String host, int port, Throwable failure) {
    String said = String.valueOf(failure.getMessage());
    String remedy;
    if (said.contains("in use")) {
      remedy =
          "another program has this port. Stop that program, or choose another port with "
              + setting("_PORT", ".port")
              + "; 0 takes any free one";
    } else if (said.contains("denied")) {
      remedy =
          "this user may not listen on a port below 1024. Choose another port with "
              + setting("_PORT", ".port");
    } else if (said.contains("assign requested address")
        || failure instanceof UnknownHostException
        || failure instanceof UnresolvedAddressException) {
      remedy =
          "this machine has no such address. Correct "
              + setting("_HOST", ".host")
              + "; 127.0.0.1 is this machine only, 0.0.0.0 all of its addresses";
    } else {
      remedy =
          said
              + ". Choose another address with "
              + setting("_HOST", ".host")
              + " and "
              + setting("_PORT", ".port");
    }
    return new CannotListenException(
        "The " + title + " cannot listen on " + host + ":" + port + ": " + remedy, failure);
  }

  private String setting(String suffix, String key) {
    return variable + suffix + " (" + section + key + ")";
  }
}
