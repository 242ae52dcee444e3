/** The whole system, started like a user starts it. */
package io.ringway.system;
