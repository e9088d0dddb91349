package dev.segmentnovu.config;

/** The relay cannot listen on a port; the message names the settings that change it. */
public final class CannotListenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CannotListenException(String message, Throwable cause) {
    super(message, cause);
  }
}
