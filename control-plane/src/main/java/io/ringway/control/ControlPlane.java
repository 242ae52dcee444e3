package io.ringway.control;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The control plane process. */
@SpringBootApplication
public class ControlPlane {

  /** Starts the control plane. */
  public static void main(String[] args) {
    SpringApplication.run(ControlPlane.class, args);
  }
}
