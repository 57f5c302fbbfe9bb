export default {
  title: 'batch',
}
