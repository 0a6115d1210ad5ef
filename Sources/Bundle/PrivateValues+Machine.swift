package import MachineFacts
package import Redaction

extension PrivateValues {
  /// Learns what the running machine states of itself.
  package mutating func learn(_ machine: MachineIdentity) {
    for name in machine.hostnames { learn(.host, name) }
    learn(.machine, machine.machineID)
    learn(.boot, machine.bootID)
    for number in machine.serialNumbers { learn(.serial, number) }
    learn(.uuid, machine.productUUID)
    for address in machine.addresses { learn(address.utf8) }
    for user in machine.users { learn(.user, user) }
  }
}
